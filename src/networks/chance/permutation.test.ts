import { expect, test } from 'vitest'
import { createRng, poissonBinomialTail } from '../../statistics/index.js'
import { checkByShuffle, type SynchronySettings, testSynchrony } from './index.js'
import { made, type Row } from './test-rows.js'

const SETTINGS: SynchronySettings = { form: 'together', windowMs: 60_000, sittingMs: 0, leastLike: 20, minShared: 2, alpha: 0.05 }

function world(seed: number): Row[] {
  const rng = createRng(`shuffled ${seed}`)
  const rows: Row[] = []
  for (let o = 0; o < 80; o++)
    for (let n = 3 + rng.below(12); n > 0; n--) rows.push([o, rng.below(30), o * 1e7 + Math.floor(rng.next() ** 2 * 400_000)])
  return rows
}

test('by hand: three accounts on each of two objects, one of three pairs met: (1/3)², and 1/(N + 1) is the floor', () => {
  const cascades = made(
    [0, 1].flatMap((o): Row[] => [
      [o, 0, 0],
      [o, 1, 30_000],
      [o, 2, 500_000],
    ]),
  )
  const tests = testSynchrony(cascades, SETTINGS)
  const check = checkByShuffle(cascades, tests, { windowMs: 60_000, shuffles: 20_000 }, createRng(4))
  expect(check?.floor).toBe(1 / 20_001)
  // Standard error of 1/9 over 20,000: 0.0022.
  expect(Math.abs((check?.p[0] as number) - 1 / 9)).toBeLessThan(0.009)
})

test('accounts that act often on an object: analytic p and shuffles agree within Monte Carlo error; same seed, same answer', () => {
  for (const seed of [1, 2]) {
    const cascades = made(world(seed))
    const tests = testSynchrony(cascades, SETTINGS)
    const check = checkByShuffle(cascades, tests, { windowMs: 60_000, shuffles: 1000 }, createRng(seed))
    // Of some 400 pairs the largest of as many normal errors is about 3; 4.5 comes once in 300 such tests.
    expect(tests.p.length).toBeGreaterThan(300)
    expect(check?.mostErrors).toBeLessThan(4.5)
    expect(check).toEqual(checkByShuffle(cascades, tests, { windowMs: 60_000, shuffles: 1000 }, createRng(seed)))
  }
})

test('a wrong p is noticed: the pair left out of its own q', () => {
  const cascades = made(world(3))
  const tests = testSynchrony(cascades, { ...SETTINGS, isPairLeftOut: true })
  expect(checkByShuffle(cascades, tests, { windowMs: 60_000, shuffles: 1000 }, createRng(3))?.mostErrors).toBeGreaterThan(10)
})

test('time strata: accounts stay in their ten minutes, so two that met there are less strange: 1/3 each in place of 1/15', () => {
  // Six accounts, three in the first ten minutes of which two meet, three later and apart.
  const rows = [0, 1].flatMap((o): Row[] => [0, 30_000, 300_000, 1_200_000, 2_400_000, 3_600_000].map((at, a): Row => [o, a, at]))
  const cascades = made(rows)
  const tests = testSynchrony(cascades, SETTINGS)
  expect(tests.p[0]).toBeCloseTo(poissonBinomialTail([1 / 15, 1 / 15], 2), 12)
  const check = checkByShuffle(cascades, tests, { windowMs: 60_000, shuffles: 20_000, stratumMs: 600_000 }, createRng(4))
  expect(Math.abs((check?.p[0] as number) - 1 / 9)).toBeLessThan(0.009)
})
