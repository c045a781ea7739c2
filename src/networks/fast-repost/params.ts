import type { Params } from '../../model/index.js'
import { SIMILARITY_PARAMS, type SimilarityParams } from '../similarity/index.js'

export interface FastRepostParams
  extends Pick<SimilarityParams, 'minSimilarity' | 'minShared' | 'minParticipation' | 'weightPercentile' | 'budget'> {
  readonly delaySeconds: number
  readonly minRepeats: number
}

export const FAST_REPOST_PARAMS: Params<FastRepostParams> = {
  delaySeconds: {
    kind: 'duration',
    default: 10,
    unit: 'seconds',
    min: 0,
    max: 315_360_000,
    meaning: 'Longest time from the original post to a repost that counts as fast, inclusive.',
    larger: 'A longer delay counts reposts of people who happen to read along.',
  },
  minRepeats: {
    kind: 'integer',
    default: 2,
    unit: 'reposts',
    min: 1,
    max: 1_000_000_000,
    meaning: 'Fast reposts of one author by one account, below which that author does not count for it.',
    larger: 'A larger minimum leaves out what happened once by accident.',
  },
  minSimilarity: { ...SIMILARITY_PARAMS.minSimilarity, meaning: 'Least weight of an edge.' },
  minShared: {
    ...SIMILARITY_PARAMS.minShared,
    default: 1,
    unit: 'authors',
    meaning: 'Least number of distinct authors whom both accounts of an edge repost fast.',
    larger: 'A larger minimum leaves out the audience of a single author.',
  },
  minParticipation: {
    ...SIMILARITY_PARAMS.minParticipation,
    unit: 'fast reposts',
    meaning: 'Accounts with fewer fast reposts are left out before anything is compared.',
  },
  weightPercentile: SIMILARITY_PARAMS.weightPercentile,
  budget: SIMILARITY_PARAMS.budget,
}
