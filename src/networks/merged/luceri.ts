/**
 * The recipe of Luceri et al. (2024), unsupervised: TF-IDF cosine in each trace, accounts with at least 20 traces, objects of at least two
 * accounts, no threshold on edges, union with the largest weight, then node pruning by eigenvector centrality. The paper tries many
 * percentiles of centrality; the default here is one of them, to be chosen by whoever uses it. Their text similarity is no layer yet.
 */
import type { NetworkMethod } from '../method.js'
import { withDefaults } from '../similarity/index.js'
import { merged } from './method.js'
import type { MergedParams } from './params.js'

export const luceri2024: NetworkMethod<MergedParams> = {
  ...merged,
  id: 'luceri-2024',
  title: 'Recipe: merged network with node pruning of Luceri et al. 2024',
  what: 'Merged network with the settings of the paper: no threshold on edges, accounts pruned by eigenvector centrality. Fast reposts are timed with their days, which the published program drops.',
  params: withDefaults(merged.params, {
    minSimilarity: 0,
    minShared: 1,
    minParticipation: 20,
    minObjectAccounts: 2,
    centralityPercentile: 95,
  }),
  ordinary: 'It always keeps the most central accounts, also where they are the busiest fans or a newsroom.',
}
