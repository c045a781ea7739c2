import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { ofLikeAge } from './account-changes.js'
import { repurposing as described, largestChange, type PostTokens, turnOf } from './repurposing.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const repurposing = described as unknown as Signal
const DAY = 86_400_000
const START = Date.UTC(2026, 2, 2)
const post = (day: number, ...tags: string[]): PostTokens => ({ atMs: START + day * DAY, aspects: [tags] })

test('one aspect by itself changes as much as a post of it alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 40 }), (tokens) => {
      const whole = turnOf(
        tokens.map((token, i) => ({ atMs: i * 1000, aspects: [[String(token)]] })),
        3,
      )
      expect(largestChange(Int32Array.from(tokens), 5, 3)).toBeCloseTo(whole?.change ?? Number.NaN, 8)
    }),
  )
  expect(largestChange(Int32Array.from([1, 2, 3, 4, 5]), 6, 3)).toBeNaN()
})

test('by hand: two posts on a, two on b: one bit a token, at the third post; the same all along: none', () => {
  // f(4) - 2 f(2) = 8 - 4 = 4 bits before the split, 0 after it, of 4 tokens.
  expect(turnOf([post(0, 'a'), post(1, 'a'), post(5, 'b'), post(6, 'b')], 2)).toEqual({
    change: 1,
    atMs: START + 5 * DAY,
    dormancy: 4 / 6,
    rate: Math.abs(Math.log2(2 / 1 / (2 / 5))),
    byAspect: [1],
  })
  expect(turnOf([post(0, 'a'), post(1, 'a'), post(2, 'a'), post(3, 'a')], 2)?.change).toBe(0)
  expect(turnOf([post(0, 'a')], 2)).toBeNull()
})

test('the best split is the best of all splits, each counted anew', () => {
  const entropy = (tokens: readonly string[]) => {
    let sum = 0
    for (const token of new Set(tokens)) {
      const p = tokens.filter((each) => each === token).length / tokens.length
      sum -= p * Math.log2(p)
    }
    return sum * tokens.length
  }
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 6, maxLength: 30 }), (tokens) => {
      let best = 0
      for (let t = 3; t <= tokens.length - 3; t++)
        best = Math.max(best, entropy(tokens) - entropy(tokens.slice(0, t)) - entropy(tokens.slice(t)))
      expect(
        turnOf(
          tokens.map((token, day) => post(day, token)),
          3,
        )?.change,
      ).toBeCloseTo(best / tokens.length, 9)
    }),
  )
})

const N = 160
/** Everybody keeps three topics; `turned` take up others in one week, `drifting` each at a time of its own. */
function posts(turned: ReadonlySet<number>, seed: number, event = false): PostRow[] {
  const rng = createRng(seed)
  return Array.from({ length: N }, (_, k) =>
    Array.from({ length: 30 }, (_, i) => {
      const isAfter = (turned.has(k) || event) && i >= 15
      return {
        account: k,
        atMs: START + i * 2 * DAY + rng.below(DAY),
        hashtags: [isAfter ? `new${rng.below(2)}` : `t${k % 9}-${rng.below(3)}`],
        language: isAfter && turned.has(k) ? 'xx' : 'en',
        client: 'phone',
      }
    }),
  ).flat()
}
const accounts = Array.from({ length: N }, () => ({}))

test('accounts that turned in one week are notable; others are not; the same twice', async () => {
  const turned = new Set([10, 40, 70, 100, 130])
  const kase = await signalCase(accounts, posts(turned, 1))
  const groups = [[...turned], [11, 41, 71, 101, 131]]
  const [own, other] = await kase.measure(repurposing, groups)
  expect(own?.isNotable).toBe(true)
  expect(own?.sentence).toMatch(/^5 of 5 accounts changed more than 95 of 100 others do, 5 of them in the week from 2026-04-01/)
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(repurposing, groups)).toEqual([own, other])
  kase.close()
})

test('an event that turns everybody in one week makes no group special', async () => {
  const kase = await signalCase(accounts, posts(new Set(), 2, true))
  const results = await kase.measure(repurposing, [
    [10, 40, 70, 100, 130],
    [11, 41, 71, 101, 131],
  ])
  expect(results.map(({ isNotable }) => isNotable)).toEqual([false, false])
  kase.close()
})

test('accounts that post the same change at the same time, as far as everybody does: a desk is not turned', async () => {
  const desk = new Set([10, 40, 70, 100, 130])
  const rows = posts(new Set(), 5)
  const first = rows.filter(({ account }) => account === 10)
  const kase = await signalCase(accounts, [
    ...rows.filter(({ account }) => !desk.has(account)),
    ...[...desk].flatMap((account) => first.map((row) => ({ ...row, account }))),
  ])
  const [result] = await kase.measure(repurposing, [[...desk]])
  expect(result?.sentence).toMatch(/^0 of 5 accounts changed more/)
  expect(result?.isNotable).toBe(false)
  kase.close()
})

test('by hand: of a pool the half nearest in age', () => {
  const createdMs = Float64Array.from([10, 45, 12, Number.NaN, 7, 30])
  expect([...ofLikeAge(Int32Array.from([0, 1, 2, 3]), 4, createdMs)]).toEqual([0, 2])
  expect([...ofLikeAge(Int32Array.from([0, 1, 2, 3]), 5, createdMs)]).toEqual([1, 2])
  expect([...ofLikeAge(Int32Array.from([0, 1]), 3, createdMs)]).toEqual([0, 1])
})

/** `changed` have another handle since one week and an eighth of their posts left; so has, at any time, one of twenty others. */
async function withChanges(changed: readonly number[], organisation: boolean) {
  const rng = createRng(8)
  const kase = await signalCase(
    accounts.map((_, k) => ({
      created_ms: START - (100 + rng.below(2000)) * DAY,
      ...(organisation && changed.includes(k) ? { organisation: 'Paper' } : {}),
    })),
    posts(new Set(), 9),
  )
  for (let k = 0; k < N; k++)
    if (changed.includes(k) || k % 20 === 3)
      await kase.db.run(
        `insert into account_changes values (${k}, 'new${k}', ${organisation ? 'null, null' : '800, 100'}, ${START + (changed.includes(k) ? 20 : rng.below(60)) * DAY + rng.below(DAY)}, 0, ${k + 2})`,
      )
  const results = await kase.measure(repurposing, [changed, [11, 41, 71, 101, 131]])
  kase.close()
  return results
}

test('accounts renamed in one week, with most posts deleted, are notable; a newsroom that renames its desks is not', async () => {
  const [own, other] = await withChanges([10, 40, 70, 100, 130], false)
  expect(own?.isNotable).toBe(true)
  expect(own?.measures.slice(-3).map(({ value }) => (value as number) >= 1)).toEqual([true, true, true])
  expect(own?.limits.join(' ')).toContain('between imports')
  expect(other?.isNotable).toBe(false)
  const [paper] = await withChanges([10, 40, 70, 100, 130], true)
  expect(paper?.isNotable).toBe(false)
  expect(paper?.measures.at(-3)).toMatchObject({ value: 0 })
})

test('random groups give p at most 0.05 about as often as they should', async () => {
  const kase = await signalCase(accounts, posts(new Set(), 3))
  const rng = createRng(3)
  const groups = Array.from({ length: 40 }, () => [...new Set(Array.from({ length: 5 }, () => rng.below(N)))])
  expect((await kase.alone(repurposing, groups)).filter((p) => p <= 0.05).length).toBeLessThanOrEqual(6)
  kase.close()
})

test('few posts are too little, and say how many are needed', async () => {
  const few = await signalCase(accounts.slice(0, 5), [{ account: 0, atMs: START }])
  expect((await few.measure(repurposing, [[0, 1]]))[0]).toMatchObject({
    status: 'too-little',
    sentence: '0 of 2 accounts have 12 own posts or more; half of them, and at least two, are needed.',
  })
  few.close()
})
