import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../statistics/index.js'
import { testSharing } from './sharing.js'
import { made, type Row } from './test-rows.js'
import { checkByTrades, tradedObjects } from './trades.js'

/** 80 accounts of uneven activity on 150 objects of uneven popularity; `group` accounts have fifteen objects in common, besides. */
function reposts(seed: number, group = 0): Row[] {
  const rng = createRng(`reposts ${seed}`)
  const rows: Row[] = []
  for (let account = 0; account < 80; account++) {
    const own = new Set<number>()
    const many = 3 + Math.floor(25 * rng.next() ** 3)
    while (own.size < many) own.add(Math.floor(150 * rng.next() ** 2))
    if (account < group) for (let object = 30; object < 150; object += 8) own.add(object)
    for (const object of own) rows.push([object, account, object])
  }
  return rows
}

test('trades keep the objects of each account and the accounts of each object', () => {
  const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(7), fc.constant(0)), { maxLength: 60 })
  fc.assert(
    fc.property(rows, fc.nat(50), (given, seed) => {
      const cascades = made(given)
      const next = tradedObjects(cascades, createRng(seed))
      for (let n = 0; n < 3; n++) {
        const owned = next()
        expect(owned.map((own) => own.length)).toEqual([...cascades.degree])
        for (const own of owned) expect(new Set(own).size).toBe(own.length)
        const size = new Int32Array(cascades.objects)
        for (const object of owned.flat()) size[object]!++
        expect([...size]).toEqual([...cascades.size])
      }
    }),
  )
})

test('two accounts with two objects each of three popular ones: each of the six data sets as often as the others', () => {
  // Object 0, 1, 2 and accounts 0 to 2 with two objects each: every object misses one account, 3! = 6 ways.
  const next = tradedObjects(made([[0, 0, 0], [1, 0, 0], [1, 1, 0], [2, 1, 0], [2, 2, 0], [0, 2, 0]]), createRng(5)) // biome-ignore format: rows
  const seen = new Map<string, number>()
  for (let n = 0; n < 6000; n++) {
    const key = next()
      .map((own) => own.toSorted().join(''))
      .join(' ')
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  // Neighbours of the chain lean on each other; independent draws would have a standard deviation of 29.
  for (const many of seen.values()) expect(Math.abs(many - 1000)).toBeLessThan(150)
})

test.each(['sharing', 'sharing-bicm', 'sharing-sparse'] as const)(
  '%s: without coordination p agrees with trades; a planted group passes by both',
  (form) => {
    const settings = { form, minShared: 2, alpha: 0.05 }
    const none = made(reposts(1))
    const tests = testSharing(none, settings)
    const check = checkByTrades(none, tests, { form, shuffles: 400 }, createRng(2))
    const differences = Float64Array.from(check?.p ?? [], (p, i) => Math.abs(p - (tests.p[i] as number))).sort()
    expect(differences.length).toBe(487)
    // Monte Carlo: sqrt(0.25 / 400) = 0.025 at most; beyond it the models differ a little.
    expect(differences[Math.floor(differences.length / 2)]).toBeLessThan(0.05)
    expect(check?.largestDifference).toBeLessThan(0.25)
    const planted = made(reposts(1, 5))
    const found = testSharing(planted, settings)
    const again = checkByTrades(planted, found, { form, shuffles: 400 }, createRng(2))
    expect(checkByTrades(planted, found, { form, shuffles: 400 }, createRng(2))).toEqual(again)
    for (let i = 0; i < found.a.length; i++) {
      if ((found.a[i] as number) >= 5 || (found.b[i] as number) >= 5) continue
      expect(found.p[i]).toBeLessThan(0.05)
      expect(again?.p[i]).toBeLessThan(0.05)
    }
  },
)

test('one account, one object, nothing: nothing to trade', () => {
  for (const rows of [
    [],
    [[0, 0, 0]],
    [
      [0, 0, 0],
      [0, 1, 0],
    ],
  ] as Row[][]) {
    // biome-ignore format: rows
    const cascades = made(rows)
    const tests = testSharing(cascades, { form: 'sharing', minShared: 1, alpha: 0.05 })
    const check = checkByTrades(cascades, tests, { form: 'sharing', shuffles: 10 }, createRng(1))
    expect([...(check?.p ?? [])]).toEqual(rows.length === 2 ? [1] : [])
  }
})
