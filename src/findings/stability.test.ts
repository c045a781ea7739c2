import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Group } from '../model/index.js'
import { createRng } from '../statistics/index.js'
import { holdIn, poissonTimes, stabilityOf } from './stability.js'

const groups = (...lists: number[][]) => lists.map((members) => ({ members })) as unknown as Group[]

test('Jaccard and members by hand', () => {
  // Group 0 1 2 3. Draw 1: all in community 0. Draw 2: 0 1 2 with 4: 3 of 5. Draw 3: 0 1 alone (2 of 4), 2 3 with 4 5 (2 of 6). Draw 4: nobody.
  const draws = [
    [0, 0, 0, 0, -1, 1],
    [0, 0, 0, 1, 0, 1],
    [1, 1, 0, 0, 0, 0],
    [-1, -1, -1, -1, 0, 0],
  ].map((labels) => Int32Array.from(labels))
  const held = holdIn(groups([0, 1, 2, 3], [5]), draws)
  expect(held.groups[0]?.jaccard).toBeCloseTo((1 + 3 / 5 + 2 / 4 + 0) / 4, 12)
  expect(held.groups[0]?.held).toBe(3)
  expect([...(held.groups[0]?.stayed ?? [])]).toEqual([3, 3, 2, 1])
  // account 5: alone in draw 1 (1), with 3 in draw 2 (1/2), 1 of 4 in draw 3, 1 of 2 in draw 4
  expect(held.groups[1]?.jaccard).toBeCloseTo((1 + 1 / 2 + 1 / 4 + 1 / 2) / 4, 12)
})

test('what was not measured is null and says why', () => {
  const [own] = stabilityOf(groups([0, 1]), null, 'the data are too large', ['window 10m was not tried'])
  expect(own).toMatchObject({ seeds: null, objects: null, members: [{ account: 0, seeds: null, objects: null }, { account: 1 }] })
  expect(own?.why).toEqual([expect.stringMatching(/no chance/), expect.stringMatching(/too large/), expect.stringMatching(/not tried/)])
  const [some] = stabilityOf(groups([0, 1]), [Int32Array.from([0, 0])], [Int32Array.from([0, 0]), Int32Array.from([0, -1])], [])
  // second draw: account 0 alone, 1 of 2
  expect(some).toMatchObject({ seeds: { draws: 1, jaccard: 1, held: 1 }, objects: { draws: 2, jaccard: 0.75, held: 2 } })
  expect(some?.members).toEqual([{ account: 0, seeds: 1, objects: 1 }, { account: 1, seeds: 1, objects: 0.5 }]) // biome-ignore format: short
})

test('Poisson with mean 1: mean, variance and shares of 0 and 1 over 100,000 draws within four standard errors; seeded', () => {
  const times = poissonTimes(100_000, createRng(5))
  expect(poissonTimes(100_000, createRng(5))).toEqual(times)
  const mean = times.reduce((sum, k) => sum + k, 0) / times.length
  expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(1 / 100_000))
  expect(Math.abs(times.reduce((sum, k) => sum + (k - 1) ** 2, 0) / times.length - 1)).toBeLessThan(4 * Math.sqrt(3 / 100_000))
  for (const k of [0, 1])
    expect(Math.abs(times.filter((n) => n === k).length / 100_000 - 1 / Math.E)).toBeLessThan(4 * Math.sqrt(0.2325 / 100_000))
})

test('a partition that keeps the groups gives 1 everywhere, whatever the numbers of its communities; shares lie in [0, 1]', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }),
      fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 20, maxLength: 20 }),
      (own, other) => {
        const members = new Map<number, number[]>()
        for (const [account, label] of own.entries()) members.set(label, [...(members.get(label) ?? []), account])
        const lists = groups(...members.values())
        for (const each of holdIn(lists, [Int32Array.from(own, (label) => 9 - label)]).groups) {
          expect(each.jaccard).toBe(1)
          expect(each.stayed.every((n) => n === 1)).toBe(true)
        }
        for (const each of holdIn(lists, [Int32Array.from(other)]).groups) {
          expect(each.jaccard).toBeLessThanOrEqual(1)
          expect(each.held).toBe(each.jaccard >= 0.5 ? 1 : 0)
        }
      },
    ),
  )
})
