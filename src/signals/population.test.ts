import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { activityClass, drawFrom, drawSets, only, type Population, poolsOf } from './population.js'

/** Accounts in no group by class; members come after them. */
function population(rows: readonly (readonly [own: number, reposts: number, replies: number])[], members: number): Population {
  const column = (i: 0 | 1 | 2) => Int32Array.from(rows, (row) => row[i])
  const activity = { own: column(0), reposts: column(1), replies: column(2) }
  const classes = new Map<string, { own: number; reposts: number; replies: number; accounts: number[] }>()
  for (let k = 0; k < rows.length - members; k++) {
    const [own, reposts, replies] = (rows[k] as readonly [number, number, number]).map(activityClass) as [number, number, number]
    const key = `${own} ${reposts} ${replies}`
    const known = classes.get(key) ?? { own, reposts, replies, accounts: [] }
    known.accounts.push(k)
    classes.set(key, known)
  }
  const lists = [...classes.values()].map((each) => ({ ...each, accounts: Int32Array.from(each.accounts) }))
  return { activity, classes: lists } as unknown as Population
}

test('by hand: the class of the member, then the nearest, until there are 40', () => {
  const rows = [
    ...Array.from({ length: 30 }, () => [9, 0, 1] as const),
    ...Array.from({ length: 20 }, () => [9, 0, 2] as const),
    ...Array.from({ length: 20 }, () => [5, 0, 1] as const),
    ...Array.from({ length: 50 }, () => [9, 9, 1] as const),
    [10, 0, 1] as const,
  ]
  // One doubling away: replies 2, and own posts 5; both come, reposts 9 are four away.
  expect([...(poolsOf(population(rows, 1), [120])[0] as Int32Array)].sort((a, b) => a - b)).toEqual(Array.from({ length: 70 }, (_, k) => k))
  expect(
    poolsOf(
      only(population(rows, 1), (k) => k >= 70),
      [120],
    )[0]?.length,
  ).toBe(50)
})

test('a draw has one account of each pool, none twice; the same rng gives the same sets; too few give none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
        minLength: 8,
        maxLength: 80,
      }),
      fc.integer({ min: 1, max: 6 }),
      (rows, members) => {
        const all = population(rows, members)
        const group = Array.from({ length: members }, (_, i) => rows.length - 1 - i)
        const pools = poolsOf(all, group)
        const sets = drawSets(all, group, 5, createRng(1))
        expect(sets).toEqual(drawFrom(pools, 5, createRng(1)))
        expect(sets.length).toBe(rows.length - members < members ? 0 : 5)
        for (const set of sets) {
          expect(new Set(set).size).toBe(members)
          for (const [i, k] of set.entries()) expect(pools[i]?.includes(k)).toBe(true)
        }
      },
    ),
  )
})
