import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FollowedGroups, LayeredGroups } from '../model/index.js'
import { followedPicture, layersPicture } from '../outputs/index.js'
import { testFolder } from '../store/test-case.js'
import { writeGroupsPicture } from './groups-picture.js'

test('a cell per group and step, empty where the group is silent; a cell per group and network', () => {
  const found = {
    networkId: 'repost-60s',
    by: 'time',
    steps: [0, 1, 2].map((week) => ({ at: Date.UTC(2026, 2, 2 + 7 * week), edges: 1, groups: [] })),
    lives: [
      {
        stages: [
          { step: 0, size: 4 },
          { step: 2, size: 6 },
        ],
      },
      { stages: [{ step: 1, size: 3 }] },
    ],
  } as unknown as FollowedGroups
  expect(followedPicture(found)).toMatchObject({
    columns: ['2026-03-02', '2026-03-09', '2026-03-16'],
    rows: ['L1', 'L2'],
    cells: [
      [4, null, 6],
      [null, 3, null],
    ],
  })
  const layered = {
    verb: 'layers',
    networks: ['a', 'b'],
    groups: [
      {
        layers: [
          { edges: 3, share: 1 },
          { edges: 0, share: 0 },
        ],
      },
    ],
  } as unknown as LayeredGroups
  const spec = layersPicture(layered)
  expect(spec.cells).toEqual([[1, null]])
  const folder = testFolder()
  const text = readFileSync(writeGroupsPicture(layered, join(folder.path, 'deep', 'layers.svg')), 'utf8')
  expect(text).toContain('Groups over a, b')
  expect(text).not.toMatch(/NaN|undefined/)
  expect(() => writeGroupsPicture(layered, folder.path)).toThrow(/cannot be written/)
  folder.remove()
})
