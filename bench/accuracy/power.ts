/** How strong must an operation be? One operation of reposts, planted several times, with one of its settings varied. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { between, pick, some } from '../../samples/chance.js'
import { makeSample } from '../../samples/sample.js'
import type { Scene } from '../../samples/scene.js'
import { linesPicture, pictureFile } from '../../src/outputs/index.js'
import type { Kept } from './kept.js'
import { runCase } from './run-case.js'
import { percent, ratioInterval, shareWithin, table } from './words.js'

export interface Strength {
  /** Accounts. */
  readonly size: number
  /** Seconds within which they act. */
  readonly spread: number
  /** Ordinary posts of each account. */
  readonly ordinary: number
  /** Posts that they act on together. */
  readonly posts: number
}

const DEFAULT: Strength = { size: 8, spread: 40, ordinary: 20, posts: 8 }
const DIALS: { readonly [K in keyof Strength]: { readonly words: string; readonly values: readonly number[] } } = {
  size: { words: 'accounts in the group', values: [3, 4, 5, 6, 8, 12, 20] },
  spread: { words: 'seconds within which they act', values: [10, 40, 60, 120, 300, 900] },
  ordinary: { words: 'ordinary posts of each account', values: [0, 10, 20, 50, 150, 400] },
  posts: { words: 'posts that they act on together', values: [2, 3, 4, 5, 6, 8, 16] },
}
const COPIES = 5
const PART = 0.7

/** As the boost operation of the sample: several sources, posts with readers of their own, a call some minutes after the post. */
function scene({ size, spread, ordinary, posts }: Strength, copy: number): Scene {
  return {
    id: `planted-${copy + 1}`,
    kind: 'operation',
    strength: 'medium',
    title: 'Reposts at a call',
    what: `${size} accounts with ${ordinary} ordinary posts each; ${PART} of them repost each of ${posts} posts within ${spread} s.`,
    plant: ({ rng, members, others, moment, original, repost }) => {
      const crew = members(size, { ordinary })
      const sources = others(4, { ordinary: 12 })
      for (let task = 0; task < posts; task++) {
        const post = original({
          at: moment(2 + Math.floor((38 * task) / posts), 8, 20),
          by: pick(rng, sources),
          audience: between(rng, 5, 15),
        })
        const call = post.atMs + 1000 * between(rng, 120, 900)
        for (const account of some(rng, crew, PART)) repost(post, account, call + 1000 * between(rng, 0, spread))
      }
    },
  }
}

interface Point {
  readonly operations: readonly { readonly found: boolean; readonly hits: number; readonly of: number }[]
  readonly falseAccounts: number
}

function pointOf(kept: Kept, strength: Strength, seed: number, posts: number): Promise<Point> {
  return kept.once(`power ${posts} ${Object.values(strength).join(' ')} ${seed}`, () =>
    runCase(
      async (folder) => {
        const sample = makeSample(
          Array.from({ length: COPIES }, (_, copy) => scene(strength, copy)),
          { posts, seed: `power/${seed}` },
        )
        await mkdir(folder, { recursive: true })
        const paths: string[] = []
        for (const each of [sample.posts, sample.accounts, sample.labels]) {
          paths.push(join(folder, each.name))
          await writeFile(paths.at(-1) as string, [...each.chunks()].join(''))
        }
        return { imports: paths.slice(0, 2), labels: paths[2] as string }
      },
      async (_, result): Promise<Point> => ({
        operations: result.operations.map((one) => ({ found: one.groups.hits > 0, hits: one.flagged.hits, of: one.planted })),
        falseAccounts: result.accounts.precision.of - result.accounts.precision.hits,
      }),
      ['repost'],
    ),
  )
}

export interface Power {
  readonly dial: keyof Strength
  readonly value: number
  readonly found: number
  readonly of: number
  readonly recall: { readonly value: number; readonly low: number; readonly high: number }
  readonly falseAccounts: number
}

export async function power(kept: Kept, seeds: readonly number[], posts: number, isShort: boolean): Promise<Power[]> {
  const rows: Power[] = []
  for (const dial of Object.keys(DIALS) as (keyof Strength)[]) {
    const { values } = DIALS[dial]
    if (isShort && dial !== 'posts') continue
    for (const value of isShort ? values.slice(-1) : values) {
      const points: Point[] = []
      for (const seed of seeds) points.push(await pointOf(kept, { ...DEFAULT, [dial]: value }, seed, posts))
      const operations = points.flatMap((point) => point.operations)
      rows.push({
        dial,
        value,
        found: operations.filter((one) => one.found).length,
        of: operations.length,
        recall: ratioInterval(operations),
        falseAccounts: points.reduce((total, point) => total + point.falseAccounts, 0),
      })
    }
  }
  return rows
}

export function powerSection(rows: readonly Power[], seeds: number, posts: number, picture: string): string {
  const dials = (Object.keys(DIALS) as (keyof Strength)[]).filter((dial) => rows.some((row) => row.dial === dial))
  const tables = dials.map((dial) =>
    table(
      [DIALS[dial].words, 'operations found', 'accounts reached', 'other accounts'],
      rows
        .filter((row) => row.dial === dial)
        .map(({ value, found, of, recall, falseAccounts }) => [
          value === DEFAULT[dial] ? `**${value}**` : String(value),
          shareWithin(found, of),
          `${percent(recall.value, 0)} (${(100 * recall.low).toFixed(0)}–${percent(recall.high, 0)})`,
          String(falseAccounts),
        ]),
    ),
  )
  return `## How strong an operation must be

One operation of reposts, planted ${COPIES} times in a sample of ${posts.toLocaleString('en')} posts, ${seeds} seeds; ${percent(PART, 0)} of its accounts take part each time. One setting is varied, the others stay at the values in bold.
\`investigate\` with its defaults (window 60 s), reposts only. Found: a group of its own stands out; intervals are Wilson's for operations, and drawn over operations for accounts.
A crew of 20 is most of the audience of its posts, and nearly all posts with so many reposts are of the five crews: neither the posts' own spread nor that of like posts then shows what is ordinary, and no pair passes, though the
group as a whole does (p 0.005, the least of 200 shuffles). Such groups are left as “not beyond chance”.

![Share of operations found and of accounts reached by size, spread, ordinary posts and joint posts](${picture})

${tables.join('\n\n')}`
}

export function powerPicture(rows: readonly Power[]): string {
  return pictureFile(
    linesPicture({
      id: 'power',
      title: 'How strong an operation must be to be found',
      describe:
        'Share of planted operations found, and of their accounts reached, by size, spread in time, ordinary posts and joint posts. The tables hold the same.',
      panels: (Object.keys(DIALS) as (keyof Strength)[]).map((dial) => {
        const own = rows.filter((row) => row.dial === dial)
        return {
          title: `by ${DIALS[dial].words}`,
          xWords: DIALS[dial].words,
          x: [0, Math.max(1, own.length - 1)] as const,
          xTicks: own.map((row, at) => ({ at, label: String(row.value) })),
          lines: [
            { label: 'operations found', points: own.map((row, x) => ({ x, y: row.found / row.of })) },
            { label: 'accounts reached', points: own.map(({ recall }, x) => ({ x, y: recall.value, low: recall.low, high: recall.high })) },
          ],
        }
      }),
    }),
  )
}
