import { expect, test } from 'vitest'
import { cascadesOf } from '../networks/index.js'
import { createRng } from '../statistics/index.js'
import { togetherElsewhere } from './across.js'

/** 60 objects of 20 of 40 accounts; the first four act within 20 s of one another on every object when `isGroup`. */
function made(seed: number, isGroup: boolean) {
  const rng = createRng(seed)
  const rows: { o: number; a: number; t: number }[] = []
  for (let o = 0; o < 60; o++) {
    const call = rng.below(3_600_000)
    const first = o % 2 === 0 ? 0 : 20
    for (let a = 0; a < 20; a++)
      rows.push({ o, a: a < 4 ? a : first + a, t: isGroup && a < 4 ? call + rng.below(20_000) : rng.below(3_600_000) })
  }
  rows.sort((x, y) => x.o - y.o || x.t - y.t || x.a - y.a)
  return cascadesOf({
    object: Int32Array.from(rows, ({ o }) => o),
    account: Int32Array.from(rows, ({ a }) => a),
    atMs: Float64Array.from(rows, ({ t }) => t),
  })
}

test('four accounts in step: p at its floor at both windows; without coordination p is spread evenly', () => {
  expect(togetherElsewhere(made(1, true), [0, 1, 2, 3], [60_000, 600_000], createRng(1))).toEqual([1 / 200, 1 / 200])
  const p = Array.from(
    { length: 40 },
    (_, seed) => togetherElsewhere(made(seed, false), [0, 1, 2, 3], [60_000], createRng(seed))[0] as number,
  )
  expect(p.filter((each) => each <= 0.05).length).toBeLessThanOrEqual(5)
  expect(p.reduce((sum, each) => sum + each, 0) / 40).toBeGreaterThan(0.4)
})

test('members who share nothing there, or are not there, give no part', () => {
  expect(togetherElsewhere(made(1, false), [0], [60_000], createRng(1))).toEqual([])
  expect(togetherElsewhere(made(1, false), [400, 500], [60_000], createRng(1))).toEqual([])
  expect(togetherElsewhere(made(1, false), [4, 24], [60_000], createRng(1))).toEqual([])
  // All forty are the whole audience: labels may be dealt as they like, the meetings are the same.
  expect(
    togetherElsewhere(
      made(1, true),
      Array.from({ length: 40 }, (_, a) => a),
      [60_000],
      createRng(1),
    ),
  ).toEqual([null])
})
