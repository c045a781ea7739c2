import { expect, test } from 'vitest'
import { uniformity } from './kolmogorov-smirnov.js'
import { createRng, shuffle } from './random.js'

test('known first outputs, on every machine', () => {
  const rng = createRng(7)
  expect([rng.next(), rng.next(), rng.next()].map((x) => x * 2 ** 32)).toEqual([4073126365, 765113274, 2783001584])
  const named = createRng('x')
  expect([named.below(10), named.below(10), named.below(1000)]).toEqual([2, 1, 762])
  expect(shuffle([0, 1, 2, 3, 4, 5, 6, 7], createRng(7))).toEqual([4, 7, 0, 3, 1, 6, 2, 5])
})

test('10,000 draws lie evenly, as reals and as integers below 6', () => {
  const rng = createRng(1)
  expect(uniformity(Array.from({ length: 10_000 }, () => rng.next())).pValue).toBeGreaterThan(0.001)
  const counts = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 12_000; i++) counts[rng.below(6)]!++
  const chiSquare = counts.reduce((sum, seen) => sum + (seen - 2000) ** 2 / 2000, 0)
  expect(chiSquare).toBeLessThan(20.5) // 5 degrees of freedom, p = 0.001
})

test('a stream is the same whatever was drawn before, and unlike its parent and its sisters', () => {
  const fresh = createRng(7).stream('draws').next()
  const used = createRng(7)
  for (let i = 0; i < 100; i++) used.next()
  expect(used.stream('draws').next()).toBe(fresh)
  expect(fresh * 2 ** 32).toBe(2106320202)
  const a = createRng(7).stream('a')
  const b = createRng(7).stream('b')
  const n = 5000
  let sum = 0
  for (let i = 0; i < n; i++) sum += (a.next() - 0.5) * (b.next() - 0.5)
  // The mean product has standard deviation (1/12) / sqrt(n) = 0.00118.
  expect(Math.abs(sum / n)).toBeLessThan(4 * 0.00118)
})

test('all orders of three come up alike', () => {
  const rng = createRng(3)
  const seen = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = shuffle([1, 2, 3], rng).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(120) // 4 × sqrt(833)
})

test('below n is the remainder of a 32-bit draw, those of the last incomplete run thrown away; a key makes the stream again', () => {
  const stream = createRng('below').stream('n')
  const [draws, naive] = [createRng(stream.key), createRng(stream.key)]
  for (let i = 0; i < 20_000; i++) {
    const n = i % 3 === 0 ? 2 ** 32 - i : 1 + ((i * 7919 * 65_537) % 2 ** 32)
    let x = naive.next() * 2 ** 32
    while (x >= 2 ** 32 - (2 ** 32 % n)) x = naive.next() * 2 ** 32
    expect(draws.below(n)).toBe(x % n)
  }
})
