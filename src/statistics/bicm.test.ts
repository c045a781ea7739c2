import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { binomialSumTail, sharingTails, solveBicm } from './bicm.js'
import { cauchyCombination } from './cauchy.js'
import { poissonBinomialTail } from './poisson-binomial.js'

interface Reference {
  accounts: number[]
  objects: number[]
  x: number[]
  y: number[]
  tails: [number, number, number, number][]
}
const NEMTROPY = JSON.parse(readFileSync(new URL('./fixtures/bicm.json', import.meta.url), 'utf8')) as Reference

test('fitnesses agree with NEMtropy to 1e-6 and tails to 1e-9', () => {
  const model = solveBicm(NEMTROPY.accounts, NEMTROPY.objects)
  expect(model.error).toBeLessThanOrEqual(1e-10)
  const fitness = (side: typeof model.accounts, degree: number) => side.fitness[side.degree.indexOf(degree)] as number
  // Only products are determined.
  NEMTROPY.accounts.forEach((k, i) => {
    NEMTROPY.objects.forEach((d, a) => {
      const product = (NEMTROPY.x[i] as number) * (NEMTROPY.y[a] as number)
      expect(Math.abs((fitness(model.accounts, k) * fitness(model.objects, d)) / product - 1)).toBeLessThan(1e-6)
    })
  })
  const tail = sharingTails(model)
  for (const [k, l, shared, p] of NEMTROPY.tails) expect(Math.abs(tail(k, l, shared) - p)).toBeLessThan(1e-9)
})

test('by hand: all degrees 1 of two by two give chance 1/2; nothing and everything are certain', () => {
  expect(solveBicm([1, 1], [1, 1]).chance(1, 1)).toBeCloseTo(0.5, 10)
  const model = solveBicm(
    [0, 3, 1, 2],
    [1, 2, 3].map((d) => d),
  )
  expect(model.chance(0, 2)).toBe(0)
  expect(model.chance(3, 1)).toBe(1)
  expect(model.chance(1, 3)).toBe(1)
  expect(solveBicm([1], [1]).chance(1, 1)).toBe(1)
  expect(solveBicm([], []).error).toBe(0)
  expect(() => solveBicm([2], [1])).toThrow(RangeError)
})

test('a sum of binomials is a Poisson-binomial', () => {
  for (let k = 0; k <= 9; k++)
    expect(binomialSumTail([3, 4, 1], [0.2, 0.01, 1], k)).toBeCloseTo(
      poissonBinomialTail([0.2, 0.2, 0.2, 0.01, 0.01, 0.01, 0.01, 1], k),
      14,
    )
})

test('Cauchy: equal p stay, half and half is half, 0.01 with 1/2 is about twice 0.01', () => {
  expect(cauchyCombination([0.03, 0.03])).toBeCloseTo(0.03, 12)
  expect(cauchyCombination([0.2, 0.8])).toBeCloseTo(0.5, 12)
  // T = (1 / tan 0.01π) / 2 = 15.91, p = atan(1 / 15.91) / π
  expect(cauchyCombination([0.01, 0.5])).toBeCloseTo(0.01998, 5)
  expect(cauchyCombination([1e-300, 1])).toBeCloseTo(2e-300, 310)
  expect(cauchyCombination([])).toBe(1)
})
