import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstAtLeast } from './search.js'

test('as many values lie below the limit as a plain count says', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 30 }), fc.integer({ min: -10, max: 10 }), (values, limit) => {
      expect(firstAtLeast(Float64Array.from(values).sort(), limit)).toBe(values.filter((value) => value < limit).length)
    }),
  )
})
