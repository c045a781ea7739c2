import type { Rng } from '../src/statistics/index.js'

/**
 * Draws made of +, −, × and ÷ only. IEEE 754 fixes these to the last bit, while Math.exp, Math.log and Math.pow may differ between engines,
 * and the sample promises the same bytes everywhere.
 */

export function exp(x: number): number {
  const halvings = Math.round(x / Math.LN2)
  const rest = x - halvings * Math.LN2
  let term = 1
  let sum = 1
  for (let i = 1; i < 18; i++) {
    term = (term * rest) / i
    sum += term
  }
  for (let i = 0; i < Math.abs(halvings); i++) sum = halvings > 0 ? sum * 2 : sum / 2
  return sum
}

/** x > 0. atanh series on the mantissa in [1, 2). */
export function ln(x: number): number {
  let doublings = 0
  let mantissa = x
  while (mantissa >= 2) {
    mantissa /= 2
    doublings++
  }
  while (mantissa < 1) {
    mantissa *= 2
    doublings--
  }
  const z = (mantissa - 1) / (mantissa + 1)
  let power = z
  let sum = 0
  for (let i = 1; i < 40; i += 2) {
    sum += power / i
    power *= z * z
  }
  return 2 * sum + doublings * Math.LN2
}

/** Sum of 12 uniforms less 6: mean 0, variance 1, tails cut at ±6. */
export function normal(rng: Rng): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += rng.next()
  return sum
}

export function logNormal(rng: Rng, median: number, sigma: number): number {
  return median * exp(sigma * normal(rng))
}

/** P(X > x) = (1 / x)^alpha for x ≥ 1, cut at `most`. */
export function pareto(rng: Rng, alpha: number, most: number): number {
  return Math.min(most, exp(-ln(1 - rng.next()) / alpha))
}

export function poisson(rng: Rng, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(rng)))
  const limit = exp(-mean)
  let count = 0
  for (let product = rng.next(); product > limit; product *= rng.next()) count++
  return count
}

export function chance(rng: Rng, share: number): boolean {
  return rng.next() < share
}

/** Whole number from `low` to `high`, both possible. */
export function between(rng: Rng, low: number, high: number): number {
  return low + rng.below(high - low + 1)
}

export function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[rng.below(list.length)] as T
}

/** Early entries are drawn more often: index = n·u³. */
export function pickEarly<T>(rng: Rng, list: readonly T[]): T {
  const u = rng.next()
  return list[Math.floor(list.length * u * u * u)] as T
}

/** Each entry kept with probability `share`, order kept. */
export function some<T>(rng: Rng, list: readonly T[], share: number): T[] {
  return list.filter(() => rng.next() < share)
}

/** `count` different entries, in drawn order. */
export function draw<T>(rng: Rng, list: readonly T[], count: number): T[] {
  const rest = [...list]
  const drawn: T[] = []
  while (drawn.length < count && rest.length > 0) drawn.push(rest.splice(rng.below(rest.length), 1)[0] as T)
  return drawn
}
