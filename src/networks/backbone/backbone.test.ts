import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { eigenvectorCentrality } from './centrality.js'
import { disparity, disparityAlphas } from './disparity.js'
import type { BackboneEdges } from './edges.js'
import { BACKBONE_METHODS } from './index.js'
import { kCore } from './k-core.js'
import { noiseCorrected, noiseScores } from './noise-corrected.js'
import { percentile } from './percentile.js'
import { weight } from './weight.js'

type Row = readonly [source: number, target: number, weight: number]
function network(rows: readonly Row[], isDirected = false): BackboneEdges {
  return {
    nodes: rows.reduce((most, [i, j]) => Math.max(most, i + 1, j + 1), 0),
    source: Int32Array.from(rows, ([i]) => i),
    target: Int32Array.from(rows, ([, j]) => j),
    weight: Float64Array.from(rows, ([, , w]) => w),
    isDirected,
  }
}
const kept = (result: { isKept: Uint8Array }) => [...result.isKept].flatMap((each, e) => (each === 1 ? [e] : []))

// Made outside the repository; what made it is written in the file.
const lesMiserables = JSON.parse(readFileSync(new URL('./fixtures/les-miserables.json', import.meta.url), 'utf8')) as {
  core6: number
  centrality: number[]
  edges: [number, number, number, number, number, number, number][]
}
const lesMis = network(lesMiserables.edges.map(([i, j, w]) => [i, j, w]))

test('disparity by hand: either end is enough, and an account with one edge decides nothing', () => {
  // hub 0 with weights 9, 1, 1 (s = 11, k = 3): alpha(9) = (1 − 9/11)² = 0.0331, alpha(1) = (1 − 1/11)² = 0.8264
  // edge 1–2 of weight 1: at 1, s = 10, k = 2: 1 − 1/10 = 0.9; at 2, s = 2, k = 2: 1 − 1/2 = 0.5. Edge 0–1 at 1: 1 − 9/10 = 0.1
  const edges = network([
    [0, 1, 9],
    [0, 2, 1],
    [0, 3, 1],
    [1, 2, 1],
  ])
  const expected = [(2 / 11) ** 2, 0.5, (10 / 11) ** 2, 0.5]
  for (const [e, alpha] of disparityAlphas(edges).entries()) expect(alpha).toBeCloseTo(expected[e] as number, 12)
  expect(kept(disparity.keep(edges, { alpha: 0.05 }))).toEqual([0])
  expect(kept(disparity.keep(network([[0, 1, 100]]), { alpha: 0.99 }))).toEqual([])
})

test('directed: the source by what leaves it, the goal by what reaches it', () => {
  // 0 sends 9, 1, 1: alpha(9) = (2/11)², alpha(1) = (10/11)²; 1 sends one edge and 0 gets one: undefined at both ends of 1 → 0
  const rows: Row[] = [
    [0, 1, 9],
    [0, 2, 1],
    [0, 3, 1],
    [1, 0, 1],
  ]
  const alphas = disparityAlphas(network(rows, true))
  for (const [e, alpha] of [(2 / 11) ** 2, (10 / 11) ** 2, (10 / 11) ** 2, 1].entries()) expect(alphas[e]).toBeCloseTo(alpha, 12)
  // noise-corrected, 0 → 1: n = 12, n_0. = 11, n_.1 = 9, κ = 12/99, L = (κ·9 − 1) / (κ·9 + 1) = (108/99 − 1) / (108/99 + 1) = 9/207
  expect(noiseScores(network(rows, true)).score[0]).toBeCloseTo(9 / 207, 12)
})

test('disparity agrees with the program of Coscia & Neffke on Les Misérables', () => {
  const alphas = disparityAlphas(lesMis)
  for (const [e, [, , , alpha]] of lesMiserables.edges.entries()) expect(alphas[e]).toBeCloseTo(alpha, 10)
  const expected = lesMiserables.edges.flatMap(([, , , alpha], e) => (alpha < 0.05 ? [e] : []))
  expect(kept(disparity.keep(lesMis, { alpha: 0.05 }))).toEqual(expected)
  expect(expected.length).toBe(9)
})

test('noise-corrected agrees with the program of its authors on Les Misérables: score, and edges kept; the deviation with the paper, within 5 % of the program', () => {
  const { score, deviation } = noiseScores(lesMis)
  for (const [e, [, , , , s, published, corrected]] of lesMiserables.edges.entries()) {
    expect(score[e]).toBeCloseTo(s, 10)
    expect(deviation[e]).toBeCloseTo(corrected, 10)
    expect(Math.abs((deviation[e] as number) / published - 1)).toBeLessThan(0.05)
  }
  for (const delta of [1.28, 1.64, 2.32]) {
    const expected = lesMiserables.edges.flatMap(([, , , , s, published], e) => (s > delta * published ? [e] : []))
    expect(kept(noiseCorrected.keep(lesMis, { delta }))).toEqual(expected)
  }
})

test('noise-corrected says what it could not test, and that weights must be counts', () => {
  expect(noiseCorrected.keep(network([[0, 1, 5]], true), { delta: 1 })).toEqual({
    isKept: new Uint8Array(1),
    notes: ['1 edges could not be tested, since one account has all of the weight'],
  })
  expect(noiseCorrected.keep(lesMis, { delta: 1 }).notes).toEqual([])
  const halves = { ...lesMis, weight: lesMis.weight.map((w) => w / 10) }
  expect(noiseCorrected.keep(halves, { delta: 1 }).notes[0]).toMatch(/not whole numbers/)
})

test('centrality and k-core agree with networkx on Les Misérables', () => {
  const { values, isSettled } = eigenvectorCentrality(lesMis)
  expect(isSettled).toBe(true)
  for (const [node, value] of lesMiserables.centrality.entries()) expect(values[node]).toBeCloseTo(value, 8)
  expect(kept(kCore.keep(lesMis, { k: 6 })).length).toBe(lesMiserables.core6)
})

test('weight, percentile and k-core by hand', () => {
  const edges = network([
    [0, 1, 1],
    [1, 2, 2],
    [0, 2, 3],
    [2, 3, 4],
  ])
  expect(kept(weight.keep(edges, { minWeight: 3 }))).toEqual([2, 3])
  expect(kept(percentile.keep(edges, { percentile: 50 }))).toEqual([1, 2, 3]) // rank ⌈0.5 · 4⌉ = 2: weight 2
  expect(kept(percentile.keep(edges, { percentile: 100 }))).toEqual([3])
  expect(kept(kCore.keep(edges, { k: 2 }))).toEqual([0, 1, 2])
  expect(kept(kCore.keep(edges, { k: 3 }))).toEqual([])
})

test('no edges, one edge, equal weights: every method answers', () => {
  for (const method of BACKBONE_METHODS) {
    const params = readParams(method.params, {}, method.id)
    expect(method.keep(network([]), params).isKept).toEqual(new Uint8Array(0))
    expect(method.keep(network([[0, 1, 1]]), params).isKept.length).toBe(1)
    expect(method.keep(network([[0, 1, 1]], true), params).isKept.length).toBe(1)
  }
})

test('a stricter setting keeps a part of what a looser one keeps', () => {
  const rows = fc.uniqueArray(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.integer({ min: 1, max: 20 })), {
    selector: ([i, j]) => `${Math.min(i, j)},${Math.max(i, j)}`,
    maxLength: 30,
  })
  const settings: readonly [string, string, number, number][] = [
    ['disparity', 'alpha', 0.5, 0.1],
    ['noise-corrected', 'delta', 0.5, 2],
    ['weight', 'minWeight', 3, 9],
    ['percentile', 'percentile', 20, 80],
    ['k-core', 'k', 2, 3],
    ['centrality', 'centralityPercentile', 20, 80],
  ]
  fc.assert(
    fc.property(rows, fc.boolean(), (given, isDirected) => {
      const edges = network(
        given.filter(([i, j]) => i !== j),
        isDirected,
      )
      for (const [id, name, loose, strict] of settings) {
        const method = BACKBONE_METHODS.find((each) => each.id === id) as (typeof BACKBONE_METHODS)[number]
        const many = new Set(kept(method.keep(edges, { [name]: loose })))
        for (const e of kept(method.keep(edges, { [name]: strict }))) expect(many.has(e), `${id} edge ${e}`).toBe(true)
      }
    }),
    { seed: 5 },
  )
})
