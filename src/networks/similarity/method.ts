/**
 * Similarity of accounts as vectors over the objects they acted on, at any time: n(a, o) = traces of a on o (or 0 and 1).
 *   tfidf-cosine  cos(v_a, v_b), v(a, o) = n(a, o) · (ln((1 + A) / (1 + A_o)) + 1), A accounts, A_o of them on o
 *   cosine        the same with v = n
 *   jaccard       Σ min(n_a, n_b) / Σ max(n_a, n_b)
 *   overlap       Σ min(n_a, n_b) / min(Σ n_a, Σ n_b)
 *   shared        |{ o : n(a, o) > 0, n(b, o) > 0 }|
 * Convention: the smoothed idf of scikit-learn, so that figures of the papers below can be repeated; A counts the accounts left after the
 * minimum activity; weights and the minimum are rounded to 1e-9 before they are compared. Undefined for accounts without traces: no edge.
 * Exact: pairs are left out only when a bound shows that they cannot pass. Pacheco et al. (2021); Bayardo, Ma & Srikant (2007).
 */
import type { NetworkMethod } from '../method.js'
import { largestOf } from '../shared-data.js'
import { compare, writePairs } from './build.js'
import { readTraceCells } from './cells.js'
import { SIMILARITY_PARAMS, type SimilarityParams } from './params.js'
import { similarityLayer } from './shared-layer.js'
import { activeSql, earliestPairs, tracesSql } from './sql.js'

export const PACHECO = {
  text: 'Pacheco et al. (2021), Uncovering Coordinated Networks on Social Media: Methods and Case Studies, ICWSM 15',
  doi: '10.1609/icwsm.v15i1.18075',
}
export const BAYARDO = {
  text: 'Bayardo, Ma & Srikant (2007), Scaling Up All Pairs Similarity Search, WWW 2007',
  doi: '10.1145/1242572.1242591',
}
export const LUCERI = {
  text: 'Luceri, Pantè, Burghardt & Ferrara (2024), Unmasking the Web of Deceit: Uncovering Coordinated Activity to Expose Information Operations on Twitter, WWW 2024',
  doi: '10.1145/3589334.3645529',
}

export const similarity: NetworkMethod<SimilarityParams> = {
  id: 'similarity',
  title: 'Similarity of activity',
  what: 'Links accounts whose objects are nearly the same over the whole time, whenever they acted on them.',
  isDirected: false,
  params: SIMILARITY_PARAMS,
  weightMeans: 'similarity of the objects of both accounts by the chosen measure, 0 to 1 (shared: their number)',
  ordinary:
    'Fans of one page, members of one party and readers of one newsroom act on the same things without arrangement; accounts with few traces are alike by accident.',
  references: [
    PACHECO,
    BAYARDO,
    {
      text: 'Anastasiu & Karypis (2014), L2AP: Fast Cosine Similarity Search With Prefix L-2 Norm Bounds, ICDE 2014',
      doi: '10.1109/ICDE.2014.6816700',
    },
  ],
  pairsSql: (trace, params, among) => earliestPairs(activeSql(tracesSql(trace, params.isSelfRepostExcluded), params), among),
  sharedData: async (job, trace, params) => ({
    layers: [similarityLayer(trace, await readTraceCells(job, trace, params.isSelfRepostExcluded), params)],
    unite: largestOf,
  }),
  build: async (job, networkKey, trace, params) =>
    writePairs(job, networkKey, await compare(job, await readTraceCells(job, trace, params.isSelfRepostExcluded), params)),
}
