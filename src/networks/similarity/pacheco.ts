/**
 * The recipe of Pacheco et al. (2021), case study 4: accounts with at least 10 reposts, TF-IDF cosine over the posts that they repost, the
 * 0.5 % most similar pairs of all pairs that share one. Their share is fixed beforehand, so it finds edges in any data: see the other
 * explanations before anything is made of them.
 */
import type { Params } from '../../model/index.js'
import type { NetworkMethod } from '../method.js'
import { similarity } from './method.js'
import type { SimilarityParams } from './params.js'

/** The same parameters with other defaults. */
export function withDefaults<P extends object>(params: Params<P>, defaults: Partial<P>): Params<P> {
  const entries = Object.entries(params as Record<string, object>)
  return Object.fromEntries(
    entries.map(([name, param]) => [
      name,
      name in defaults
        ? {
            ...param,
            default: defaults[name as keyof P],
            canBeNone: 'canBeNone' in param || (param as { default: unknown }).default === null,
          }
        : param,
    ]),
  ) as unknown as Params<P>
}

export const pacheco2021: NetworkMethod<SimilarityParams> = {
  ...similarity,
  id: 'pacheco-2021',
  title: 'Recipe: co-repost network of Pacheco et al. 2021',
  what: 'Similarity with the settings of the paper: accounts with 10 reposts or more, TF-IDF cosine, the most similar 0.5 % of pairs. Use it on the trace repost to repeat their results.',
  params: withDefaults(similarity.params, { minSimilarity: 0, minShared: 1, minParticipation: 10, weightPercentile: 99.5 }),
  ordinary: 'It always keeps 0.5 % of the pairs, also where all of them are fans, readers or chance.',
}
