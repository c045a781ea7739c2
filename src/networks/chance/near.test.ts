import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNear, near } from './near.js'

const latencies = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 150 })

test('laid out or merged, pairs within the window are those counted one by one; so are those around one latency', () => {
  fc.assert(
    // Latencies of others that occur make the layout long, so that the first pairs are merged.
    fc.property(
      latencies,
      latencies,
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 30_000 }),
      (left, right, windowMs, others) => {
        const all = Float64Array.from([...left, ...right, ...Array.from({ length: others }, (_, i) => 1000 + i)]).sort()
        const row = createNear(all, windowMs)
        const sides = [left, right].map((list) => {
          const own = Float64Array.from(list).sort()
          return { own, numbers: Int32Array.from(own, row.numberOf) }
        })
        const [one, two] = sides as [(typeof sides)[0], (typeof sides)[0]]
        const isNear = (at: number) => (other: number) => Math.abs(at - other) <= windowMs
        const wanted = left.reduce((sum, at) => sum + right.filter(isNear(at)).length, 0)
        const at = right[0] as number
        row.turnTo(two.own, two.numbers)
        expect(row.pairs(one.own, one.numbers)).toBe(wanted)
        row.turnTo(one.own, one.numbers)
        for (let time = 0; time < 20; time++) {
          expect(row.pairs(two.own, two.numbers)).toBe(wanted)
          expect(row.around(row.numberOf(at), at)).toBe(left.filter(isNear(at)).length)
        }
        expect(near(one.own, at, windowMs)).toBe(left.filter(isNear(at)).length)
      },
    ),
    { numRuns: 60 },
  )
})
