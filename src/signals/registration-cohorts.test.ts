import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { excessCategory, excessWindow } from './excess.js'
import { handleShape, handleStem } from './handle-shape.js'
import { registrationCohorts as described, timeInId } from './registration-cohorts.js'
import type { Signal } from './signal.js'
import { type AccountRow, signalCase } from './test-case.js'

const cohorts = described as unknown as Signal
const DAY = 86_400_000
const START = Date.UTC(2020, 0, 1)
const POST = Date.UTC(2026, 2, 2)

test('by hand: three of four in one category that one of nine others has', () => {
  // e = 4 · (1 + 1) / (9 + 1) = 0.8; LLR = 3 ln(3 / 0.8) - 2.2.
  const excess = excessCategory([0, 0, 0, 1], [1, 0], 9, false)
  expect(excess).toMatchObject({ count: 3, where: 0 })
  expect(excess.expected).toBeCloseTo(0.8, 12)
  expect(excess.llr).toBeCloseTo(3 * Math.log(3 / 0.8) - 2.2, 12)
  expect(excessCategory([0, 1, -1], [0, 0], 9, false).llr).toBe(0)
  // The same set drawn from the others: taken out of them it is the same.
  expect(excessCategory([0, 0, 0, 1], [4, 1], 13, true)).toEqual(excess)
})

test('windows: the same as looking at every window that begins at an account', () => {
  const times = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 0, maxLength: 25 })
  fc.assert(
    fc.property(times, times, (own, others) => {
      const mine = own.sort((a, b) => a - b)
      const rest = Float64Array.from(others).sort()
      let best = 0
      for (const width of [5, 40])
        for (const from of mine) {
          const inside = (list: readonly number[]) => list.filter((ms) => ms >= from && ms <= from + width).length
          const count = inside(mine)
          const expected = (mine.length * (inside([...rest]) + 1)) / (rest.length + 1)
          // Equal times before `from` count in a window that begins at the first of them.
          if (count >= 2 && count > expected) best = Math.max(best, count * Math.log(count / expected) - (count - expected))
        }
      expect(excessWindow(mine, rest, [5, 40], false).llr).toBeCloseTo(best, 10)
    }),
  )
})

test('shapes and stems of handles; nothing is read from short or mixed ones', () => {
  expect(handleShape('@Anna_Berg84721')).toBe('a_a9{5}')
  expect(handleShape('Ольга77')).toBe('a9{2}')
  expect(handleStem('harbour_voice12')).toBe('harbou')
  expect(handleStem('7anna')).toBeNull()
  expect(handleStem('ann1234')).toBeNull()
})

test('the time inside an id, only where ids are known to hold one', () => {
  // 2^22 · 1000 ms after the epoch of the platform's documentation.
  expect(timeInId('twitter', String(BigInt(1_000_000_000_000 - 0) << 22n))).toBe(1_000_000_000_000 + 1_288_834_974_657)
  expect(timeInId('skiff', '1234567890123456789')).toBeNaN()
  expect(timeInId('twitter', '12345')).toBeNaN()
})

const N = 300
/** People sign up over five years, more of them in one week (a programme on television). */
function people(seed: number): AccountRow[] {
  const rng = createRng(seed)
  return Array.from({ length: N }, (_, k) => ({
    created_ms: START + (rng.below(5) === 0 ? 400 * DAY + rng.below(7 * DAY) : rng.below(1800) * DAY + rng.below(DAY)),
    handle: ['sea', 'quayside', 'maria', 'harbour', 'gull'][rng.below(5)] + (rng.below(2) ? String(rng.below(90) + 10) : `_${k % 7}`),
    description: rng.below(4) ? `I write about things number ${k}` : '',
    avatar: `p${k}`,
  }))
}
const posts = Array.from({ length: N * 4 }, (_, i) => ({ account: i % N, atMs: POST + i * 60_000 }))
const BATCH = [10, 40, 70, 100, 130, 160]

test('a batch stands out: one day, one shape, one profile text; the same members drawn from everybody do not', async () => {
  const accounts = people(1)
  for (const [i, k] of BATCH.entries())
    accounts[k] = {
      created_ms: START + 900 * DAY + i * 600_000,
      handle: `voice${10_000_000 + i * 7919}`,
      description: 'proud of our harbour always',
      avatar: `p${k}`,
    }
  const kase = await signalCase(accounts, posts)
  const [batch, other] = await kase.measure(cohorts, [BATCH, [13, 46, 72, 105, 132, 164]])
  expect(batch?.isNotable).toBe(true)
  expect(batch?.measures[0]).toMatchObject({ name: 'made in one burst', pValue: 1 / 200 })
  expect(batch?.sentence).toContain('6 of 6 accounts were created within an hour from 2022-06-19')
  expect(batch?.sentence).not.toContain('voice')
  expect(other?.isNotable).toBe(false)
  kase.close()
})

test('those who signed up in the week when most people did are no batch', async () => {
  const rng = createRng(8)
  const accounts = people(2).map((row, k) => (k % 5 === 0 ? row : { ...row, created_ms: START + 400 * DAY + rng.below(7 * DAY) }))
  const kase = await signalCase(accounts, posts)
  const results = await kase.measure(
    cohorts,
    [1, 51, 101, 151].map((from) => Array.from({ length: 6 }, (_, i) => from + i + (from + i > from + 3 ? 1 : 0))),
  )
  expect(results.map(({ isNotable }) => isNotable)).toEqual([false, false, false, false])
  kase.close()
})

test('people only: random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(people(3), posts)
  const rng = createRng(5)
  const groups = Array.from({ length: 60 }, () => [...new Set(Array.from({ length: 6 }, () => rng.below(N)))])
  const alone = await kase.alone(cohorts, groups)
  expect(alone.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(8)
  kase.close()
})

test('creation after the first post is left out and said; without fields it is not in the data', async () => {
  const late = people(4).map((row, k) => (k < 3 ? { ...row, created_ms: POST + 10 * DAY } : row))
  const kase = await signalCase(late, posts)
  const [result] = await kase.measure(cohorts, [[0, 1, 2, 20, 30, 44]])
  expect(result?.limits[0]).toBe(
    '3 accounts of the data have a creation time after their first post: left out, since one of the two is wrong.',
  )
  kase.close()
  const bare = await signalCase(
    Array.from({ length: 9 }, () => ({})),
    [{ account: 0, atMs: POST }],
  )
  expect((await bare.measure(cohorts, [[0, 1, 2]]))[0]).toMatchObject({ status: 'not-in-data', pValue: null })
  bare.close()
})
