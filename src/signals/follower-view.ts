/** How the lists of followers of a group are shown: measures, words, limits and the picture of the clearest. */
import type { PictureSpec, SignalMeasure } from '../model/index.js'
import { quantileOfSorted } from '../statistics/index.js'
import type { FollowerFields, FollowerList } from './follower-lists.js'
import type { Block, Scanned } from './follower-scan.js'

const MARKS = 1500

export interface Beside {
  readonly inside: number
  readonly around: number
}
export interface MeasuredList {
  readonly account: number
  readonly order: FollowerList['order']
  readonly followers: number
  readonly unordered: number
  readonly negative: number
  /** Null: too short, or without order. */
  readonly scanned: Scanned | null
  readonly best: Block | null
  readonly blockFollowers: Int32Array
  readonly noPosts: Beside | null
  readonly emptyProfile: Beside | null
  /** NaN where too few creation dates are known. */
  readonly weekShare: number
  readonly picture: PictureSpec | null
}

export interface Shared {
  readonly both: number
  readonly expected: number
  readonly p: number
}

export const percent = (share: number) => `${Math.round(100 * share)} %`
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

export function plain(name: string, unit: string, value: number, why: string, pValue: number | null = null): SignalMeasure {
  return { name, unit, value, baseline: null, pValue, why }
}

export function blockWords({ from, to, ranks, fromMs, toMs, isNewcomers, count, of, expected }: Block): string {
  const when = day(fromMs) === day(toMs) ? `on ${day(fromMs)}` : `from ${day(fromMs)} to ${day(toMs)}`
  return `${ranks.length} of the ${to - from + 1} followers at ranks ${from + 1} to ${to + 1} were created ${when}${isNewcomers ? ', shortly before they followed and in no order' : ''} (where it was measured, ${count} of ${of}, ${expected.toFixed(1)} expected from those before and after)`
}

export function blockMeasures(
  { best, scanned, noPosts, emptyProfile }: MeasuredList,
  block: Block,
  shared: Shared | null,
): SignalMeasure[] {
  const all = (scanned as Scanned).blocks.reduce((sum, { ranks }) => sum + ranks.length, 0)
  const share = (name: string, value: Beside | null) =>
    value ? [plain(name, 'share', value.inside, `${percent(value.around)} of those around it`)] : []
  return [
    plain(
      'followers in the clearest block',
      'followers',
      block.ranks.length,
      `${block.expected.toFixed(1)} of ${block.of} expected from those around it`,
      best?.p ?? null,
    ),
    plain('followers of that list in blocks', 'followers', all, `of ${(scanned as Scanned).known} with a known creation date`),
    ...share('of the block, without a post', noPosts),
    ...share('of the block, with an empty profile', emptyProfile),
    ...(shared
      ? [
          plain(
            'of the block, followers of one other account too',
            'share',
            shared.both / block.ranks.length,
            `${shared.expected.toFixed(1)} of ${block.ranks.length} expected from the other followers of the list`,
            shared.p,
          ),
        ]
      : []),
  ]
}

export function weekMeasure(own: readonly MeasuredList[], others: readonly MeasuredList[]): SignalMeasure {
  const values = own.map(({ weekShare }) => weekShare).filter((share) => !Number.isNaN(share))
  const rest = others
    .map(({ weekShare }) => weekShare)
    .filter((share) => !Number.isNaN(share))
    .sort((a, b) => a - b)
  return {
    name: 'largest share of one list created within a week',
    unit: 'share',
    value: values.length === 0 ? null : Math.max(...values),
    baseline:
      rest.length === 0
        ? null
        : {
            low: quantileOfSorted(rest, 0.025),
            median: quantileOfSorted(rest, 0.5),
            high: quantileOfSorted(rest, 0.975),
            draws: rest.length,
          },
    pValue: null,
    ...(rest.length === 0 ? { why: 'no account in no group has a list of followers' } : {}),
  }
}

export function limitsOf(own: readonly MeasuredList[], fields: FollowerFields): string[] {
  const sum = (value: (list: MeasuredList) => number) => own.reduce((all, list) => all + value(list), 0)
  const impossible = sum(({ scanned }) => scanned?.impossible ?? 0)
  const unknown = sum(({ scanned, followers, unordered }) => (scanned ? followers - unordered - scanned.known - scanned.impossible : 0))
  const said: readonly (readonly [number, string])[] = [
    [impossible, 'followers were created more than a day after they followed: left out, since one of the two is wrong.'],
    [unknown, 'followers without a known creation date were left out.'],
    [sum(({ unordered }) => unordered), 'followers without position or time of following were left out of the order.'],
    [sum(({ negative }) => negative), 'followers have a count of posts below 0, which is taken as not known.'],
    [
      own.filter(({ order }) => order === 'none').length,
      'lists have no order (followers.position or followers.followed_at): blocks of arrival cannot be seen in them.',
    ],
    [own.filter(({ order }) => order === 'file').length, 'lists were read in the order of their file, as said with --file-order.'],
    [
      own.filter(({ order }) => order === 'position').length,
      'lists give positions and no times: when a follower came is bounded from below by the creation dates of those before.',
    ],
  ]
  return [
    ...said.filter(([n]) => n > 0).map(([n, words]) => `${n} ${words}`),
    ...(fields.posts ? [] : ['How much followers posted is not in this file (followers.posts_count).']),
    'A block does not say who brought these followers: anybody can buy followers for an account of somebody else.',
  ]
}

/** Evenly thinned to some thousand marks. */
export function picture(createdMs: Float64Array, block: Block | null): PictureSpec {
  const isIn = new Uint8Array(createdMs.length)
  for (const rank of block?.ranks ?? []) isIn[rank] = 1
  const all = createdMs.reduce((sum, ms, rank) => sum + (isIn[rank] || Number.isNaN(ms) ? 0 : 1), 0)
  const step = (n: number) => Math.max(1, Math.ceil(n / MARKS))
  const rest: number[] = []
  for (let rank = 0, seen = 0; rank < createdMs.length; rank++)
    if (!isIn[rank] && !Number.isNaN(createdMs[rank] as number) && seen++ % step(all) === 0) rest.push(rank)
  const ranks = block?.ranks ?? new Int32Array(0)
  const own = [...ranks.filter((_, i) => i % step(ranks.length) === 0)]
  const points = (ranks: readonly number[]) => ranks.map((rank) => [rank + 1, createdMs[rank] as number] as const)
  return {
    kind: 'scatter',
    title: 'Order of followers × created',
    describe:
      'One mark per follower of one account (long lists thinned evenly): to the right in the order of arrival, upwards when it was created. Newcomers are a band that rises; a block is a level stroke.',
    x: { title: 'order of arrival', kind: 'number' },
    y: { title: 'created (UTC)', kind: 'time' },
    series: [
      { name: 'followers in the clearest block', points: points(own) },
      { name: 'other followers', points: points(rest) },
    ],
  }
}
