import type { Params } from '../../model/index.js'
import { WINDOWED_PARAMS } from '../windowed-cooccurrence/params.js'

export const MEASURES = ['tfidf-cosine', 'cosine', 'jaccard', 'overlap', 'shared'] as const
export type Measure = (typeof MEASURES)[number]

export interface SimilarityParams {
  readonly measure: Measure
  readonly minSimilarity: number
  readonly minShared: number
  readonly minParticipation: number
  readonly minObjectAccounts: number
  readonly isCounted: boolean
  readonly weightPercentile: number | null
  readonly isSelfRepostExcluded: boolean
  readonly budget: number
}

export const SIMILARITY_PARAMS: Params<SimilarityParams> = {
  measure: {
    kind: 'choice',
    default: 'tfidf-cosine',
    choices: MEASURES,
    meaning:
      'tfidf-cosine weighs rare objects up; cosine weighs all alike; jaccard: shared of all; overlap: shared of the less active account; shared: their number.',
    larger: 'jaccard asks for two like accounts, overlap is content when one account does a part of what the other does.',
  },
  minSimilarity: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning: 'Least weight of an edge; the measure shared goes by --min-shared alone.',
    larger: 'A larger minimum keeps only accounts whose activity is nearly the same, and is computed faster.',
  },
  minShared: {
    kind: 'integer',
    default: 2,
    unit: 'objects',
    min: 1,
    max: 1_000_000,
    meaning: 'Least number of distinct objects on which both accounts of an edge acted.',
    larger: 'A larger minimum leaves out accounts that are alike because both did little.',
  },
  minParticipation: {
    kind: 'integer',
    default: 10,
    unit: 'traces',
    min: 1,
    max: 1_000_000_000,
    meaning: 'Accounts with fewer traces of this kind are left out before anything is compared.',
    larger: 'A larger minimum leaves out accounts that act seldom, which are alike by accident most often.',
  },
  minObjectAccounts: {
    kind: 'integer',
    default: 1,
    unit: 'accounts',
    min: 1,
    max: 1_000_000_000,
    meaning:
      'Objects with fewer accounts are left out after that; objects of one account make no edge but lower the similarity of whoever acts on them.',
    larger: 'A larger minimum compares accounts by common objects only, so that what each does alone no longer tells them apart.',
  },
  isCounted: {
    kind: 'boolean',
    default: true,
    meaning: 'How often an account acted on an object counts; off, only whether it did. The measure shared never counts repeats.',
    larger: 'On, repeating one object ties accounts that repeat it as well.',
  },
  weightPercentile: WINDOWED_PARAMS.weightPercentile,
  isSelfRepostExcluded: WINDOWED_PARAMS.isSelfRepostExcluded,
  budget: {
    kind: 'number',
    default: 20_000_000_000,
    unit: 'comparisons',
    min: 1,
    max: 1e15,
    meaning: 'Most comparisons to make; beyond it the command stops and says what it would cost.',
    larger: 'A larger budget allows longer runs.',
  },
}
