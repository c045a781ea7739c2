import { expect, test } from 'vitest'
import type { PictureSpec } from '../../../model/index.js'
import type { Namer } from '../../output.js'
import { markupOf } from '../html.js'
import { pictureOf } from './spec.js'

const name = ((key: number) => `a-${key}<b>`) as unknown as Namer
const titled = { title: 'A <title>', describe: 'said in words' }
const x = { title: 'x', kind: 'number' } as const
const time = { title: 'time', kind: 'time' } as const

const SPECS: readonly (PictureSpec & { readonly rowsOfTable: number })[] = [
  { kind: 'bars', ...titled, unit: 'share', rows: [{ label: { account: 3 }, value: 0.5, expected: 0.25 }], rowsOfTable: 1 },
  {
    kind: 'scatter',
    ...titled,
    x: time,
    y: x,
    series: [
      {
        name: 'group',
        points: [
          [0, 1],
          [86_400_000, 2],
        ],
      },
    ],
    rowsOfTable: 2,
  },
  { kind: 'scatter', ...titled, x, y: x, series: [{ name: 'group', points: [] }], rowsOfTable: 0 },
  {
    kind: 'lines',
    ...titled,
    x,
    y: x,
    series: [
      { name: 'a', points: [[0, 5]] },
      {
        name: 'b',
        points: [
          [0, 5],
          [1, 5],
        ],
      },
    ],
    rowsOfTable: 3,
  },
  {
    kind: 'heat',
    ...titled,
    columns: ['0', '1'],
    rows: ['Monday', { account: 3 }],
    cells: [
      [0, 2],
      [null, 1],
    ],
    unit: 'posts',
    rowsOfTable: 2,
  },
  {
    kind: 'river',
    ...titled,
    fromMs: 0,
    stepMs: 86_400_000,
    unit: 'posts',
    layers: [
      { name: 'one', values: [1, 2, 0] },
      { name: 'two', values: [0, 1] },
    ],
    rowsOfTable: 3,
  },
  { kind: 'raster', ...titled, fromMs: 0, toMs: 1000, rows: [{ label: { account: 3 }, atMs: [0, 500, 1000, 2000] }], rowsOfTable: 1 },
]

test.each(SPECS.map((spec) => [spec.kind, spec] as const))(
  '%s: numbers are finite, text is escaped, the table has a row for each mark',
  (_, spec) => {
    const markup = markupOf(pictureOf(spec, 'id', name))
    expect(markup).not.toMatch(/NaN|Infinity|undefined/)
    expect(markup).toContain('A &lt;title&gt;')
    expect(markup).not.toContain('<b>')
    expect(markup).toContain('said in words')
    expect(markup.match(/<tr>/g)?.length).toBe(1 + spec.rowsOfTable)
  },
)

test('bars say what stands beside each value', () => {
  const bars = { kind: 'bars', ...titled, unit: 'reposts', rows: [{ label: 'one', value: 144, expected: 200 }] } as const
  const all = markupOf(pictureOf({ ...bars, expectedIs: 'of all' }, 'id', name))
  expect(all).toContain('144 (of all 200)')
  expect(all).toContain('>of all</th>')
  expect(markupOf(pictureOf(bars, 'id', name))).toContain('144 (baseline 200)')
})

test('points fall where the axes say: the middle of x and y is the middle of the plane', () => {
  const points: [number, number][] = [
    [0, 0],
    [10, 10],
    [5, 5],
  ]
  const markup = markupOf(pictureOf({ kind: 'lines', ...titled, x, y: x, series: [{ name: 'group', points }] }, 'id', name))
  // Plane from 62 to 706 and from 24 to 220.
  expect(markup).toContain('d="M62 220L706 24L384 122"')
})
