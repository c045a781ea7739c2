/** What the families of near-same texts find and miss, against all pairs counted by plain code over sets of substrings. */
import { readParams } from '../src/model/index.js'
import { groupTexts, leadersOf } from '../src/traces/near-duplicate-text/families.js'
import { comparedText, NORMALISE_PARAMS } from '../src/traces/near-duplicate-text/normalise.js'
import { packChunk } from '../src/traces/near-duplicate-text/pack.js'
import { BANDS } from '../src/traces/near-duplicate-text/sketch.js'
import { chunkSketcher } from '../src/traces/near-duplicate-text/sketch-chunk.js'

export const LEAST = 0.7

export interface TruePairs {
  readonly texts: readonly string[]
  readonly sizes: readonly number[]
  readonly a: Int32Array
  readonly b: Int32Array
  readonly jaccard: Float64Array
}

/** All pairs of distinct compared texts at LEAST or more, by counting shared substrings of five letters (no dense scripts in these data). */
export function truePairs(raws: readonly string[]): TruePairs {
  const params = readParams(NORMALISE_PARAMS, {}, 'bench')
  const texts = [...new Set(raws.map((raw) => comparedText(raw, params)).filter((text) => text !== null))]
  const postings = new Map<string, number[]>()
  const shared = new Int32Array(texts.length)
  const a: number[] = []
  const b: number[] = []
  const jaccard: number[] = []
  const sizes: number[] = []
  for (const [i, text] of texts.entries()) {
    const shingles = new Set(Array.from({ length: Math.max(0, text.length - 4) }, (_, at) => text.slice(at, at + 5)))
    sizes.push(shingles.size)
    shared.fill(0, 0, i)
    for (const shingle of shingles) {
      const list = postings.get(shingle)
      if (list === undefined) postings.set(shingle, [i])
      else {
        for (const other of list) shared[other] = (shared[other] as number) + 1
        list.push(i)
      }
    }
    for (let j = 0; j < i; j++) {
      const both = shared[j] as number
      const index = both / (shingles.size + (sizes[j] as number) - both)
      if (index < LEAST) continue
      a.push(j)
      b.push(i)
      jaccard.push(index)
    }
  }
  return { texts, sizes, a: Int32Array.from(a), b: Int32Array.from(b), jaccard: Float64Array.from(jaccard) }
}

export interface Found {
  readonly texts: number
  readonly pairs: number
  /** Pairs that have a band key in common, and so are compared where one of them leads. */
  readonly candidates: number
  /** Pairs in one family. */
  readonly together: number
  /** Texts with a partner at LEAST or more; those of them in a family with another text. */
  readonly paired: number
  readonly inFamilies: number
  /** Members that are no leaders; those of them truly near their leader. */
  readonly members: number
  readonly rightMembers: number
  readonly byJaccard: readonly { readonly from: number; readonly pairs: number; readonly candidates: number; readonly together: number }[]
}

const STEPS = [0.7, 0.75, 0.8, 0.9] as const

export async function compareWithTruth({ texts, sizes, a, b, jaccard }: TruePairs): Promise<Found> {
  const params = readParams(NORMALISE_PARAMS, {}, 'bench')
  const chunk = packChunk(texts)
  chunkSketcher()(chunk)
  const isCandidate = (i: number, j: number) => {
    for (let band = 0; band < BANDS; band++) if (chunk.keys[band * texts.length + i] === chunk.keys[band * texts.length + j]) return true
    return false
  }
  const leaders = leadersOf(texts, await groupTexts(texts, params, () => undefined))
  const by = STEPS.map((from) => ({ from, pairs: 0, candidates: 0, together: 0 }))
  const near = new Set<string>()
  const paired = new Set<number>()
  for (let p = 0; p < a.length; p++) {
    const [i, j] = [a[p] as number, b[p] as number]
    const row = by[STEPS.findLastIndex((from) => (jaccard[p] as number) >= from)] as (typeof by)[number]
    row.pairs++
    if (isCandidate(i, j)) row.candidates++
    if (leaders[i] === leaders[j]) row.together++
    near.add(`${i} ${j}`)
    paired.add(i).add(j)
  }
  const size = new Map<number, number>()
  for (const leader of leaders) size.set(leader, (size.get(leader) ?? 0) + 1)
  const members = [...leaders.entries()].filter(([i, leader]) => i !== leader)
  const sum = (pick: (row: (typeof by)[number]) => number) => by.reduce((all, row) => all + pick(row), 0)
  return {
    texts: sizes.length,
    pairs: a.length,
    candidates: sum((row) => row.candidates),
    together: sum((row) => row.together),
    paired: paired.size,
    inFamilies: [...paired].filter((i) => (size.get(leaders[i] as number) as number) > 1).length,
    members: members.length,
    rightMembers: members.filter(([i, leader]) => near.has(`${Math.min(i, leader)} ${Math.max(i, leader)}`)).length,
    byJaccard: by,
  }
}
