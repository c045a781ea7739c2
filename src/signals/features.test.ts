import { expect, test } from 'vitest'
import { createRng } from '../statistics/index.js'
import { combinedP, raised } from './features.js'
import { againstDraws } from './population.js'

const measure = (value: number, draws: readonly number[]) => againstDraws('m', 'u', value, draws, 'upper')

test('by hand: one measure above all three draws, the other below all: the best of four sets, and nothing is taken away', () => {
  const high = measure(9, [1, 2, 3])
  const low = measure(0, [1, 2, 3])
  expect([high.pValue, low.pValue]).toEqual([1 / 4, 1])
  // T of the group: 1 / tan(π / 4) = 1. Draws by rank: 4/4, 3/4, 2/4 in the first, 3/4, 2/4, 1/4 in the second: T = 0, 0, 1. So p = (1 + 1) / 4.
  expect(combinedP([high, low])).toBe(2 / 4)
  expect(combinedP([high])).toBe(1 / 4)
  expect(combinedP([])).toBeNull()
  expect(combinedP([raised(high, 1), low])).toBe(1)
})

test('one measure at the floor among seven that see nothing stays small; exchangeable sets give even p', () => {
  const rng = createRng(1)
  const draws = () => Array.from({ length: 199 }, () => rng.next())
  const blind = Array.from({ length: 7 }, () => measure(0, new Array(199).fill(0)))
  expect(combinedP([measure(2, draws()), ...blind])).toBe(1 / 200)
  let small = 0
  for (let run = 0; run < 600; run++) {
    // Two measures alike in everything, one apart.
    const shared = Array.from({ length: 200 }, () => rng.next())
    const values = [shared, shared, Array.from({ length: 200 }, () => rng.next())].map((list) => measure(list[0] as number, list.slice(1)))
    if ((combinedP(values) as number) <= 0.05) small++
  }
  expect(small / 600).toBeLessThan(0.08)
  expect(small / 600).toBeGreaterThan(0.02)
})
