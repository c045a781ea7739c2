/**
 * Noise-corrected backbone: is the edge heavier than the activity of its two ends explains, by more than its own error?
 *   L = (κ n_ij − 1) / (κ n_ij + 1),  κ = n / (n_i n_j);  kept if L > δ · sd(L)
 * with the variance of n_ij from a Beta prior of mean n_i n_j / n² and the hypergeometric variance, carried over to L (delta method).
 * Convention: an undirected edge counts in both directions, so n is twice the sum of weights. The published program writes 1 − μ² where
 * the Beta prior of its own paper has (1 − μ)²; here it is (1 − μ)². Undefined where an account has all of the weight: such edges go.
 * Weights are read as counts. Coscia & Neffke (2017).
 */
import { type BackboneEdges, type BackboneMethod, endsOf, keepEach } from './edges.js'

export interface NoiseCorrectedParams {
  readonly delta: number
}

/** Per edge: the score L and its standard deviation; NaN where undefined. */
export function noiseScores(edges: BackboneEdges): { score: Float64Array; deviation: Float64Array } {
  const { out, into } = endsOf(edges)
  const { source, target, weight, isDirected } = edges
  const n = weight.reduce((sum, w) => sum + w, 0) * (isDirected ? 1 : 2)
  const deviation = new Float64Array(weight.length)
  const score = weight.map((w, e) => {
    const [a, b] = [out[source[e] as number] as number, into[target[e] as number] as number]
    const mean = (a * b) / n / n
    const variance = (a * b * (n - a) * (n - b)) / n / n / n / n / (n - 1)
    const alpha = (mean * mean * (1 - mean)) / variance - mean + w
    const beta = (mean * (1 - mean) * (1 - mean)) / variance - (1 - mean) + n - w
    const p = alpha / (alpha + beta)
    const kappa = n / (a * b)
    const slope = 1 / (a * b) - (n * (a + b)) / (a * b) / (a * b)
    const lift = (2 * (kappa + w * slope)) / (kappa * w + 1) / (kappa * w + 1)
    deviation[e] = Math.sqrt(p * (1 - p) * n) * Math.abs(lift)
    return (kappa * w - 1) / (kappa * w + 1)
  })
  return { score, deviation }
}

export const noiseCorrected: BackboneMethod<NoiseCorrectedParams> = {
  id: 'noise-corrected',
  title: 'Noise-corrected backbone',
  what: 'Keeps edges that are heavier than the activity of both ends explains, by a stated number of standard deviations; ties among quiet accounts can stay, ties among busy ones must be strong.',
  params: {
    delta: {
      kind: 'number',
      default: 1.64,
      min: 0,
      max: 100,
      unit: 'standard deviations',
      meaning: 'How far above the expected the weight must be: 1.28, 1.64 and 2.32 answer to chances of about 0.1, 0.05 and 0.01.',
      larger: 'A larger delta keeps fewer edges.',
    },
  },
  references: [{ text: 'Coscia & Neffke (2017), Network Backboning with Noisy Data, ICDE 2017', doi: '10.1109/ICDE.2017.100' }],
  keep: (edges, { delta }) => {
    const { score, deviation } = noiseScores(edges)
    const untested = deviation.reduce((sum, each) => sum + (Number.isFinite(each) ? 0 : 1), 0)
    const notes = []
    if (untested > 0) notes.push(`${untested} edges could not be tested, since one account has all of the weight`)
    if (edges.weight.some((w) => !Number.isInteger(w)))
      notes.push('noise-corrected reads weights as counts, and these are not whole numbers: its error bars do not hold')
    return keepEach(score.length, (e) => (score[e] as number) > delta * (deviation[e] as number), notes)
  },
}
