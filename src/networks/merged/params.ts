import type { Params } from '../../model/index.js'
import { FAST_REPOST_PARAMS, type FastRepostParams } from '../fast-repost/index.js'
import { SIMILARITY_PARAMS, type SimilarityParams } from '../similarity/index.js'

export interface MergedParams extends SimilarityParams, Pick<FastRepostParams, 'delaySeconds' | 'minRepeats'> {
  readonly layers: string
  readonly centralityPercentile: number | null
}

export const MERGED_PARAMS: Params<MergedParams> = {
  layers: {
    kind: 'text',
    default: 'repost,link,hashtag-sequence,fast-repost',
    meaning:
      'The layers, by commas: traces, or fast-repost; the trace given with --trace is one of them always. Layers that the data do not hold are named and left out.',
    larger: 'More layers find accounts that act together in more ways, and more chance.',
  },
  ...SIMILARITY_PARAMS,
  delaySeconds: FAST_REPOST_PARAMS.delaySeconds,
  minRepeats: FAST_REPOST_PARAMS.minRepeats,
  centralityPercentile: {
    kind: 'number',
    default: null,
    unit: 'percent',
    min: 0,
    max: 100,
    meaning:
      'Keeps accounts whose eigenvector centrality in the merged network is at least this percentile (nearest rank); none prunes nobody.',
    larger: 'A larger percentile keeps fewer, more central accounts.',
  },
}
