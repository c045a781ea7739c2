import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { isolation as described, turnedOf, valuesOf } from './isolation.js'
import type { Signal } from './signal.js'
import { type PostRow, signalCase } from './test-case.js'

const isolation = described as unknown as Signal
const START = Date.UTC(2026, 2, 2)
const accounts = (n: number) => Array.from({ length: n }, (_, k) => ({ handle: `H${k}` }))

test('by hand: two of three interactions stay inside, one of two pairs is answered, half a reply a post from outside', () => {
  const out = new Map([
    [
      0,
      new Map([
        [1, 2],
        [2, 1],
      ]),
    ],
    [1, new Map([[0, 1]])],
    [2, new Map([[0, 1]])],
  ])
  const heard = new Map([[0, [1, 2]]])
  // Members 0 and 1: 4 interactions, of which 3 inside; pairs 0→1, 0→2, 1→0 all answered; one reply from outside on 1 + 1 posts.
  expect(valuesOf({ out: turnedOf(out), heard }, [0, 1], Int32Array.from([1, 1, 5]))).toEqual({
    inside: 3 / 4,
    heard: 1 / 2,
    reciprocity: 1,
    interactions: 4,
  })
})

/** Everybody answers and mentions others at random; members of `closed` only each other. */
function posts(n: number, closed: ReadonlySet<number>, seed: number): PostRow[] {
  const rng = createRng(seed)
  const inside = [...closed]
  return Array.from({ length: n * 12 }, (_, i) => {
    const account = i % n
    const others = closed.has(account) ? inside : Array.from({ length: n }, (_, k) => k).filter((k) => !closed.has(k))
    const to = others[rng.below(others.length)] as number
    return { account, atMs: START + i * 60_000, ...(i % 2 ? { reply_to: 'x', reply_to_account: `a${to}` } : { mentions: [`@h${to}`] }) }
  })
}

test('a group that only talks to itself and that nobody answers is notable; a group of random accounts is not', async () => {
  const closed = new Set([3, 7, 11, 15, 19])
  const kase = await signalCase(accounts(80), posts(80, closed, 1))
  const [own, other] = await kase.measure(isolation, [[...closed], [20, 30, 40, 50, 60]])
  expect(own?.measures[0]?.value).toBe(1)
  expect(own?.pValue).toBe(1 / 200)
  expect(own?.isNotable).toBe(true)
  expect(other?.isNotable).toBe(false)
  expect(await kase.measure(isolation, [[...closed], [20, 30, 40, 50, 60]])).toEqual([own, other])
  kase.close()
})

test('on data without closed groups it fires in at most the level: 60 random groups, p at most 0.1 in at most one in ten', async () => {
  const kase = await signalCase(accounts(400), posts(400, new Set(), 5))
  const rng = createRng(9)
  const groups = Array.from({ length: 60 }, () => [...new Set(Array.from({ length: 6 }, () => rng.below(400)))])
  const results = await kase.measure(isolation, groups)
  const small = results.filter(({ pValue }) => (pValue as number) <= 0.1).length
  expect(small).toBeLessThanOrEqual(11)
  expect(results.filter(({ isNotable }) => isNotable).length).toBe(0)
  kase.close()
})

test('a club whose members answer each other and others alike stays quiet', async () => {
  const rng = createRng(3)
  const club = new Set([1, 2, 3, 4, 5, 6])
  const rows = posts(80, new Set(), 2).map((row, i) =>
    club.has(row.account) && i % 5 === 0 ? { ...row, mentions: [`a${1 + rng.below(6)}`] } : row,
  )
  const kase = await signalCase(accounts(80), rows)
  const [result] = await kase.measure(isolation, [[...club]])
  expect(result?.measures[1]?.pValue).toBeGreaterThan(0.05)
  kase.close()
})

test('missing fields, silent groups and groups larger than the rest are said, not guessed', async () => {
  const bare = await signalCase(accounts(5), [{ account: 0, atMs: START }])
  expect((await bare.measure(isolation, [[0, 1]]))[0]).toMatchObject({ status: 'not-in-data', pValue: null, isNotable: false })
  bare.close()
  const few = await signalCase(accounts(5), posts(5, new Set([0, 1, 2, 3]), 1))
  const [all, one] = await few.measure(isolation, [[0, 1, 2, 3], [4]])
  expect(all).toMatchObject({ status: 'too-little', sentence: 'There are not 4 accounts in no group to compare with.' })
  expect(one?.status).toBe('too-little')
  few.close()
})

test('one notable group among forty: near the floor of the draws it is drawn again, ten times as often', async () => {
  const closed = new Set([3, 7, 11, 15, 19])
  const kase = await signalCase(accounts(400), posts(400, closed, 1))
  const rng = createRng(4)
  const groups = [[...closed], ...Array.from({ length: 39 }, () => [...new Set(Array.from({ length: 5 }, () => 20 + rng.below(380)))])]
  const results = await kase.measure(isolation, groups)
  // 1 / 200 · 40 groups would be 0.2; with 1,999 draws 1 / 2,000 · 40 = 0.02.
  expect(results[0]?.measures[0]?.baseline?.draws).toBe(1999)
  expect(results[0]?.pValue).toBe(1 / 2000)
  expect(results.map(({ isNotable }) => isNotable).indexOf(true)).toBe(0)
  expect(results.slice(1).filter(({ isNotable }) => isNotable)).toEqual([])
  kase.close()
})
