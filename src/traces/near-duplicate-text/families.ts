/**
 * Families of near-same texts. A text belongs to a leader when the Jaccard index of their shingles (shared ÷ all of both) is at least LEAST_JACCARD and at least LEAST_ORDER of the shared shingles stand in one
 * order in both (order.ts), so that the same sentences in another order are another text. Both are computed for every member; sketches only say what to compare (sketch.ts).
 * Stars, not chains (Aslam, Pelekhov & Rus, JGAA 2004): texts are taken from the most central (most neighbours by band keys) to the least, the lesser text first among equals; each joins the likest leader before it,
 * the earlier one among equals, or becomes a leader. So every member is near its leader, a family never wanders from text to text, and only leaders are compared: a family of any size costs its members once.
 * Kept near-linear by two caps: of one bucket the first MOST_LEADERS leaders are looked at, of all of a text's candidates the MOST_TRIED with most band keys in common, as far as they have a third of those of the first. Texts that are like each other share five keys or more, texts
 * of one frame that are not like share one or two, so what the caps leave out are the latter.
 * The result depends on the set of texts alone.
 */
import { makeBuckets } from './buckets.js'
import { comparedText, type NormaliseParams } from './normalise.js'
import { longestIncreasing } from './order.js'
import { CHUNK, type Chunk, chunkOf, packChunk, placeIn } from './pack.js'
import { openSketching, threadsFor } from './pool.js'
import { createShingleSet, type ShingleSet } from './shingles.js'
import { BANDS } from './sketch.js'

export const LEAST_JACCARD = 0.7
export const LEAST_ORDER = 0.7
const MOST_LEADERS = 32
const MOST_TRIED = 16
const SLICE = 8192

/** Called between slices; may throw to cancel. */
export type Step = (phase: string, done: number, total: number) => void

export interface Grouped {
  /** Of each text its place among the distinct compared texts, -1 when it is too short. */
  readonly distinctOf: Int32Array
  /** The distinct compared texts, in the order of their first appearance. */
  readonly distinct: readonly string[]
  /** Of each distinct text its leader, which leads itself. */
  readonly leader: Int32Array
  readonly jaccard: Float64Array
}

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

export async function pauseAt(step: Step, phase: string, done: number, total: number): Promise<void> {
  await tick()
  step(phase, done, total)
}

export async function groupTexts(
  texts: readonly string[],
  params: NormaliseParams,
  step: Step,
  threads = threadsFor(texts.length),
): Promise<Grouped> {
  const sketching = openSketching(threads)
  try {
    const numbers = new Map<string, number>()
    const distinctOf = new Int32Array(texts.length).fill(-1)
    const distinct: string[] = []
    const chunks: Chunk[] = []
    const takeChunk = () => {
      const chunk = packChunk(distinct.slice(chunks.length * CHUNK))
      chunks.push(chunk)
      sketching.add(chunk)
    }
    for (let i = 0; i < texts.length; i++) {
      if (i % SLICE === 0) await pauseAt(step, 'normalising texts', i, texts.length)
      const text = comparedText(texts[i] as string, params)
      if (text === null) continue
      const known = numbers.get(text)
      distinctOf[i] = known ?? distinct.length
      if (known !== undefined) continue
      numbers.set(text, distinct.length)
      if (distinct.push(text) % CHUNK === 0) takeChunk()
    }
    numbers.clear()
    if (distinct.length % CHUNK > 0) takeChunk()
    await sketching.finish((done, total) => pauseAt(step, 'reading shingles', done, total))
    return { distinctOf, distinct, ...(await findLeaders(distinct, chunks, step)) }
  } finally {
    sketching.close()
  }
}

async function findLeaders(
  distinct: readonly string[],
  chunks: readonly Chunk[],
  step: Step,
): Promise<{ readonly leader: Int32Array; readonly jaccard: Float64Array }> {
  const { count, met } = await makeBuckets(chunks, (band) => pauseAt(step, 'finding candidates', band, BANDS))
  const leader = Int32Array.from(distinct.keys())
  const jaccard = new Float64Array(distinct.length).fill(1)
  const order = leader
    .filter((i) => (met[i] as number) > 0)
    .sort((a, b) => (met[b] as number) - (met[a] as number) || ((distinct[a] as string) < (distinct[b] as string) ? -1 : 1))
  const set = createShingleSet(chunks)
  const sizes = new Uint32Array(distinct.length)
  const known = createLeaders(count, order.length)
  const buckets = new Int32Array(BANDS)
  for (const [rank, text] of order.entries()) {
    if (rank % 1024 === 0) await pauseAt(step, 'comparing texts', rank, order.length)
    const { keys, texts } = chunkOf(chunks, text)
    for (let band = 0; band < BANDS; band++) buckets[band] = keys[band * texts + placeIn(text)] as number
    const ranks = known.candidates(buckets)
    sizes[text] = set.load(text)
    const best = likest(set, sizes, text, ranks, order)
    if (best.rank < 0) known.add(rank, buckets)
    else {
      leader[text] = order[best.rank] as number
      jaccard[text] = best.jaccard
    }
  }
  return { leader, jaccard }
}

/** Among the leaders given by rank, for the text that is loaded; rank -1 when none is near enough. */
function likest(
  set: ShingleSet,
  sizes: Uint32Array,
  text: number,
  ranks: readonly number[],
  order: Int32Array,
): { readonly rank: number; readonly jaccard: number } {
  let best = { rank: -1, jaccard: LEAST_JACCARD }
  const size = sizes[text] as number
  for (const rank of ranks) {
    const other = order[rank] as number
    const both = size + (sizes[other] as number)
    // shared / (both - shared) ≥ jaccard; a little less is asked, so that rounding leaves nothing out
    const shared = set.shared(other, Math.ceil((best.jaccard * both) / (1 + best.jaccard) - 1e-6))
    const jaccard = shared / (both - shared)
    if (jaccard < best.jaccard || (jaccard === best.jaccard && best.rank >= 0 && rank > best.rank)) continue
    if (longestIncreasing(set.places, shared) >= LEAST_ORDER * shared) best = { rank, jaccard }
  }
  return best
}

interface Leaders {
  /** Ranks of the leaders that share buckets, those that share most of them first. */
  candidates(buckets: Int32Array): readonly number[]
  add(rank: number, buckets: Int32Array): void
}

function createLeaders(buckets: number, most: number): Leaders {
  const first = new Int32Array(buckets).fill(-1)
  const held = new Uint8Array(buckets)
  let rankAt = new Int32Array(1024)
  let next = new Int32Array(1024)
  let entries = 0
  const times = new Uint8Array(most)
  return {
    candidates(own) {
      const found: number[] = []
      for (const bucket of own) {
        if (bucket < 0) continue
        for (let entry = first[bucket] as number; entry >= 0; entry = next[entry] as number) {
          const rank = rankAt[entry] as number
          if (times[rank] === 0) found.push(rank)
          times[rank] = (times[rank] as number) + 1
        }
      }
      found.sort((a, b) => (times[b] as number) - (times[a] as number) || a - b)
      const enough = found.length === 0 ? 0 : (times[found[0] as number] as number) / 3
      const tried = found.slice(0, MOST_TRIED).filter((rank) => (times[rank] as number) >= enough)
      for (const rank of found) times[rank] = 0
      return tried
    },
    add(rank, own) {
      for (const bucket of own) {
        if (bucket < 0 || (held[bucket] as number) === MOST_LEADERS) continue
        held[bucket] = (held[bucket] as number) + 1
        if (entries === rankAt.length) {
          rankAt = doubled(rankAt)
          next = doubled(next)
        }
        rankAt[entries] = rank
        next[entries] = first[bucket] as number
        first[bucket] = entries++
      }
    },
  }
}

function doubled(list: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * list.length)
  larger.set(list)
  return larger
}

export interface Family {
  /** Places in the given list, ascending; the leader among them. */
  readonly members: readonly number[]
  /** The most central text: the least of those that are compared as it. */
  readonly leader: number
  /** Of each member, in the order of `members`; 1 for texts that are compared as the same. */
  readonly jaccardToLeader: readonly number[]
}

/** Leader of each given text (a place in the list): of all texts compared as the leader's the least one; -1 for texts that are too short. */
export function leadersOf(texts: readonly string[], { distinctOf, distinct, leader }: Grouped): Int32Array {
  const least = new Int32Array(distinct.length).fill(-1)
  for (let i = 0; i < texts.length; i++) {
    const d = distinctOf[i] as number
    if (d < 0) continue
    const known = least[d] as number
    if (known < 0 || (texts[i] as string) < (texts[known] as string)) least[d] = i
  }
  return distinctOf.map((d) => (d < 0 ? -1 : (least[leader[d] as number] as number)))
}

/** Families of two texts or more of the list, the largest first, then by the place of the first member. */
export async function familiesIn(texts: readonly string[], params: NormaliseParams, step: Step): Promise<Family[]> {
  const grouped = await groupTexts(texts, params, step)
  const leaders = leadersOf(texts, grouped)
  const families = new Map<number, number[]>()
  for (const [i, leader] of leaders.entries())
    if (leader >= 0) {
      const members = families.get(leader)
      if (members) members.push(i)
      else families.set(leader, [i])
    }
  return [...families]
    .filter(([, members]) => members.length > 1)
    .sort((a, b) => b[1].length - a[1].length || (a[1][0] as number) - (b[1][0] as number))
    .map(([leader, members]) => ({
      members,
      leader,
      jaccardToLeader: members.map((i) => grouped.jaccard[grouped.distinctOf[i] as number] as number),
    }))
}
