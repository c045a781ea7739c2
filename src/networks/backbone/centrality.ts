/**
 * Node pruning: edges among the accounts whose eigenvector centrality is at least a percentile of all centralities (nearest rank).
 *   x = (A + I) x / |(A + I) x|, power iteration from equal values; A + I has the eigenvectors of A and always settles.
 * Convention: weighted, undirected, values rounded to 1e-9. In a network of several parts it settles on the part with the largest eigenvalue and is 0 elsewhere:
 * pruning by it keeps that part. Bonacich (1972); as a filter of coordination networks Luceri et al. (2024).
 */
import { atPercentile, type BackboneEdges, type BackboneMethod, keepEach } from './edges.js'

export interface CentralityParams {
  readonly centralityPercentile: number
}

const MOST_ROUNDS = 10_000
const SETTLED = 1e-11

export function eigenvectorCentrality({ nodes, source, target, weight }: Omit<BackboneEdges, 'isDirected'>): {
  values: Float64Array
  isSettled: boolean
} {
  let x = new Float64Array(nodes).fill(1 / Math.sqrt(Math.max(1, nodes)))
  let isSettled = nodes === 0
  for (let round = 0; round < MOST_ROUNDS && !isSettled; round++) {
    const next = x.slice()
    for (let e = 0; e < source.length; e++) {
      const [i, j, w] = [source[e] as number, target[e] as number, weight[e] as number]
      next[i]! += w * (x[j] as number)
      next[j]! += w * (x[i] as number)
    }
    const length = Math.sqrt(next.reduce((sum, v) => sum + v * v, 0))
    let change = 0
    for (let i = 0; i < nodes; i++) {
      next[i]! /= length
      change = Math.max(change, Math.abs((next[i] as number) - (x[i] as number)))
    }
    x = next
    isSettled = change < SETTLED
  }
  return { values: x.map((v) => Math.round(v * 1e9) / 1e9), isSettled }
}

export const centrality: BackboneMethod<CentralityParams> = {
  id: 'centrality',
  title: 'Node pruning by eigenvector centrality',
  what: 'Keeps edges among the accounts that are most central: tied to accounts that are themselves well tied. Accounts go, not edges.',
  params: {
    centralityPercentile: {
      kind: 'number',
      default: 95,
      unit: 'percent',
      min: 0,
      max: 100,
      meaning: 'Keeps accounts whose eigenvector centrality is at least this percentile (nearest rank) of all.',
      larger: 'A larger percentile keeps fewer, more central accounts.',
    },
  },
  references: [
    {
      text: 'Bonacich (1972), Factoring and weighting approaches to status scores and clique identification, J. Math. Sociology 2',
      doi: '10.1080/0022250X.1972.9989806',
    },
    {
      text: 'Luceri, Pantè, Burghardt & Ferrara (2024), Unmasking the Web of Deceit: Uncovering Coordinated Activity to Expose Information Operations on Twitter, WWW 2024',
      doi: '10.1145/3589334.3645529',
    },
  ],
  keep: (edges, { centralityPercentile }) => {
    const { values, isSettled } = eigenvectorCentrality(edges)
    const least = atPercentile(values, centralityPercentile)
    const isIn = values.map((v) => (v >= least ? 1 : 0))
    const kept = isIn.reduce((sum, each) => sum + each, 0)
    const notes = [`percentile ${centralityPercentile} of ${edges.nodes} accounts is centrality ${least}: ${kept} accounts kept`]
    if (!isSettled) notes.push(`the centrality had not settled after ${MOST_ROUNDS} rounds`)
    return keepEach(edges.source.length, (e) => isIn[edges.source[e] as number] === 1 && isIn[edges.target[e] as number] === 1, notes)
  },
}
