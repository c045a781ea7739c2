import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from './random.js'
import { rankingOf, type Scores } from './ranking.js'

const rank = (scores: readonly Scores[], clusters: readonly number[], others: number, draws = 0) =>
  rankingOf(scores, clusters, others, draws, createRng(1))

test('by hand: two hits at 3 with one other, one hit without a score, two others without', () => {
  const ranking = rank(
    [
      { score: 3, cluster: 0, count: 2 },
      { score: 3, cluster: -1, count: 1 },
      { score: 1, cluster: -1, count: 1 },
    ],
    [2, 1],
    4,
  )
  // precision 2/3 up to recall 2/3, then 3 of 7: 2/3 · 2/3 + 1/3 · 3/7
  expect(ranking.averagePrecision.value).toBeCloseTo(4 / 9 + 1 / 7, 14)
  // each of the two beats 3 others and ties 1: 3.5 of 4; the third ties 2 of 4 and loses to 2: 1 of 4. (3.5 + 3.5 + 1) / 12 = 8 / 12
  expect(ranking.auc.value).toBeCloseTo(8 / 12, 14)
  expect(ranking).toMatchObject({ hits: 3, others: 4, hitsScored: 2, othersScored: 2 })
  expect(ranking.points).toEqual([
    { score: 3, hits: 2, others: 1, precision: 2 / 3, recall: 2 / 3 },
    { score: 1, hits: 2, others: 2, precision: 1 / 2, recall: 2 / 3 },
  ])
})

test('agrees with scikit-learn 1.9.1 (average_precision_score, roc_auc_score) on ties across both kinds and things without a score', () => {
  // scores 9 9 9 7 7 5 5 5 5 3 2 2 and four without; hits 1 1 0 1 0 0 0 1 0 0 1 0 and 1 0 0 0
  const scores: Scores[] = [9, 9, 9, 7, 7, 5, 5, 5, 5, 3, 2, 2].map((score, i) => ({
    score,
    cluster: [0, 0, -1, 0, -1, -1, -1, 0, -1, -1, 0, -1][i] as number,
    count: 1,
  }))
  const ranking = rank(scores, [6], 10)
  expect(ranking.averagePrecision.value).toBeCloseTo(0.5282407407407408, 12)
  expect(ranking.auc.value).toBeCloseTo(0.65, 12)
})

test('is what counting one by one gives, in any order of the rows', () => {
  const one = fc.record({ score: fc.integer({ min: -1, max: 4 }), cluster: fc.integer({ min: -1, max: 2 }) })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 25 }), (list) => {
      const hits = list.filter((each) => each.cluster >= 0)
      const others = list.filter((each) => each.cluster < 0)
      const clusters = [0, 1, 2].map((c) => hits.filter((each) => each.cluster === c).length)
      const scores = list.filter((each) => each.score >= 0).map((each) => ({ ...each, count: 1 }))
      const ranking = rank(scores, clusters, others.length)
      if (hits.length === 0) {
        expect(ranking.averagePrecision.value).toBeNull()
        return
      }
      let wins = 0
      for (const a of hits) for (const b of others) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0
      if (others.length === 0) expect(ranking.auc.value).toBeNull()
      else expect(ranking.auc.value).toBeCloseTo(wins / hits.length / others.length, 12)
      // precision at a hit's own level, averaged over hits, is the same sum
      const at = hits.map((a) => {
        const above = list.filter((each) => each.score >= a.score)
        return above.filter((each) => each.cluster >= 0).length / above.length
      })
      expect(ranking.averagePrecision.value).toBeCloseTo(at.reduce((sum, each) => sum + each, 0) / hits.length, 12)
      expect(rank([...scores].reverse(), clusters, others.length)).toEqual(ranking)
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('clusters are drawn whole: one of two found gives 0 to 1; one cluster gives no interval', () => {
  const scores = [{ score: 1, cluster: 0, count: 5 }]
  const ranking = rank(scores, [5, 5], 100, 500)
  // AUC: found beats all, missed ties all: 1, 0.5 or between; drawn twice the missed one: 0.5
  expect(ranking.auc).toEqual({ value: 0.75, low: 0.5, high: 1 })
  expect(ranking.averagePrecision.high).toBe(1)
  expect(rank(scores, [5], 100, 500).auc).toEqual({ value: 1, low: null, high: null })
  expect(rank(scores, [5, 5], 100, 500)).toEqual(ranking)
})

test('nothing at all', () => {
  const empty = rank([], [], 0)
  expect(empty).toMatchObject({ points: [], averagePrecision: { value: null }, auc: { value: null } })
  expect(rank([], [4], 6).averagePrecision.value).toBeCloseTo(0.4, 14)
  expect(rank([], [4], 6).auc.value).toBe(0.5)
})
