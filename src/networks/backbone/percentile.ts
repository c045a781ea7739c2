/**
 * Edges whose weight is at least a percentile of all weights (nearest rank: the ⌈p/100 · m⌉-th smallest). Ties with it stay, so more than the
 * rest may be kept. Pacheco et al. (2021) keep the top 0.5 % in this way; the number kept says nothing about chance.
 */
import { atPercentile, type BackboneMethod, keepEach } from './edges.js'

export interface PercentileParams {
  readonly percentile: number
}

export const percentile: BackboneMethod<PercentileParams> = {
  id: 'percentile',
  title: 'Heaviest edges',
  what: 'Keeps edges whose weight is at least a percentile of all weights of the network; it always keeps something, also where nothing is to be found.',
  params: {
    percentile: {
      kind: 'number',
      default: 90,
      unit: 'percent',
      min: 0,
      max: 100,
      meaning: 'Keeps edges at or above this percentile (nearest rank) of the weights.',
      larger: 'A larger percentile keeps fewer, heavier edges.',
    },
  },
  references: [
    {
      text: 'Pacheco et al. (2021), Uncovering Coordinated Networks on Social Media: Methods and Case Studies, ICWSM 15',
      doi: '10.1609/icwsm.v15i1.18075',
    },
  ],
  keep: (edges, params) => {
    const least = atPercentile(edges.weight, params.percentile)
    return keepEach(edges.weight.length, (e) => (edges.weight[e] as number) >= least, [
      `percentile ${params.percentile} is weight ${least}`,
    ])
  },
}
