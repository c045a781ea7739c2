import fc from 'fast-check'
import { expect, test } from 'vitest'
import { livesOf } from './lives.js'

const brief = (steps: Parameters<typeof livesOf>[0]) =>
  livesOf(steps).map(({ stages, end }) => [stages.map(({ step, size, change }) => `${step} ${change} ${size}`).join(', '), end])

test('grown, shrunk, merged, split, silent, back: by hand', () => {
  const steps = [
    // a ring of 4, a pair of threes
    [[0, 1, 2, 3], [10, 11, 12], [20, 21, 22]],
    // the ring gains 4 and 5 and loses 0; the threes become one
    [[1, 2, 3, 4, 5], [10, 11, 12, 20, 21, 22]],
    // the ring is silent; the six fall into three and three
    [[10, 11, 12], [20, 21, 22]],
    null,
    // the ring is back without 5
    [[1, 2, 3, 4], [20, 21, 22]],
  ] // biome-ignore format: steps
  expect(brief(steps)).toEqual([
    ['0 born 4, 1 goes-on 5, 4 back 4', 'lasts'],
    ['0 born 3, 1 goes-on 6, 2 goes-on 3', 'silent'],
    ['0 born 3', { mergedInto: 1 }],
    ['2 split 3, 4 goes-on 3', 'lasts'],
  ])
  const [ring, , , part] = livesOf(steps)
  expect(ring?.stages.map(({ joined, left }) => [joined, left])).toEqual([[4, 0], [2, 1], [0, 1]]) // biome-ignore format: short
  expect(part?.stages[0]?.from).toBe(1)
})

test('half of the smaller is enough, less is not', () => {
  expect(brief([[[0, 1, 2, 3]], [[2, 3, 4, 5]]])).toEqual([['0 born 4, 1 goes-on 4', 'lasts']])
  expect(brief([[[0, 1, 2, 3]], [[3, 4, 5, 6]]])).toEqual([['0 born 4', 'silent'], ['1 born 4', 'lasts']]) // biome-ignore format: short
})

test('nothing, no data, one group', () => {
  expect(livesOf([])).toEqual([])
  expect(livesOf([null, []])).toEqual([])
  expect(brief([[[1]], null])).toEqual([['0 born 1', 'lasts']])
})

const partitions = fc.array(
  fc.option(fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 12, maxLength: 12 }), { nil: null, freq: 6 }),
  { maxLength: 6 },
)

test('every group of every step is one stage of one life; joined and left add up; the same twice', () => {
  fc.assert(
    fc.property(partitions, (raw) => {
      const steps = raw.map((labels) =>
        labels === null
          ? null
          : [0, 1, 2, 3, 4]
              .map((label) => [...labels.keys()].filter((account) => labels[account] === label))
              .filter((members) => members.length > 0),
      )
      const lives = livesOf(steps)
      expect(livesOf(steps)).toEqual(lives)
      const seen = lives.flatMap(({ stages }) => stages.map(({ step, group }) => `${step} ${group}`))
      expect(seen.toSorted()).toEqual(steps.flatMap((groups, step) => (groups ?? []).map((_, group) => `${step} ${group}`)).toSorted())
      for (const { stages, end } of lives) {
        for (const [i, stage] of stages.entries()) {
          expect(stage.size).toBe(steps[stage.step]?.[stage.group]?.length)
          const before = stages[i - 1]
          if (before) expect(stage.size).toBe(before.size + stage.joined - stage.left)
        }
        if (typeof end === 'object') expect(lives[end.mergedInto]).toBeDefined()
      }
    }),
  )
})
