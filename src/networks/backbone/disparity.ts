/**
 * Disparity filter: is the edge a larger part of an account's weight than an even random split among its edges would make it?
 *   alpha(i → j) = (1 − w_ij / s_i)^(k_i − 1),  s_i sum of weights, k_i number of edges of i
 * Convention: an edge stays if it passes at either end (alpha below the given level at one of them). Undefined for k = 1: an account with
 * one edge says nothing about it, the other end decides. Directed: the source by what leaves it, the goal by what reaches it.
 * Serrano, Boguñá & Vespignani (2009).
 */
import { type BackboneEdges, type BackboneMethod, endsOf, keepEach, power } from './edges.js'

export interface DisparityParams {
  readonly alpha: number
}

/** The smaller alpha of the two ends of each edge; 1 where neither is defined. */
export function disparityAlphas(edges: BackboneEdges): Float64Array {
  const { out, into, outDegree, intoDegree } = endsOf(edges)
  const { source, target, weight } = edges
  const at = (w: number, strength: number, degree: number) => (degree < 2 ? 1 : power(Math.max(0, 1 - w / strength), degree - 1))
  return weight.map((w, e) => {
    const [i, j] = [source[e] as number, target[e] as number]
    return Math.min(at(w, out[i] as number, outDegree[i] as number), at(w, into[j] as number, intoDegree[j] as number))
  })
}

export const disparity: BackboneMethod<DisparityParams> = {
  id: 'disparity',
  title: 'Disparity filter',
  what: 'Keeps edges that are a larger part of an account than an even random split of its weight would make; an account with few strong ties keeps them, whatever its size. Coordinated groups are often near-cliques of even weights, of which it keeps nothing.',
  params: {
    alpha: {
      kind: 'number',
      default: 0.05,
      min: 0,
      max: 1,
      meaning: 'Keeps an edge whose chance under an even random split is below this at either end.',
      larger: 'A larger alpha keeps more edges.',
    },
  },
  references: [
    {
      text: 'Serrano, Boguñá & Vespignani (2009), Extracting the multiscale backbone of complex weighted networks, PNAS 106(16)',
      doi: '10.1073/pnas.0808904106',
    },
  ],
  keep: (edges, { alpha }) => {
    const alphas = disparityAlphas(edges)
    return keepEach(alphas.length, (e) => (alphas[e] as number) < alpha)
  },
}
