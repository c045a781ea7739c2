/** On traces without coordination (samples/quiet.ts) edges pass at a false discovery rate of 5 % no oftener than that. The whole table: bench/accuracy.ts, docs/accuracy.md. */
import { expect, test } from 'vitest'
import { createQuiet } from '../../../samples/quiet.js'
import { benjaminiHochberg, createRng, randomisedP, shuffle, uniformity } from '../../statistics/index.js'
import { type Cascades, cascadesOf, type PairTests, sharingRule, testSharing, testSynchrony, trialsOf } from './index.js'

const SETTINGS = { sittingMs: 1_800_000, leastLike: 20, minShared: 2, alpha: 0.05 }
const passed = ({ p, leastP, limit, tests }: PairTests) =>
  tests === 0
    ? 0
    : benjaminiHochberg(
        p.filter((_, i) => (leastP[i] as number) <= limit),
        tests,
      ).filter((q) => q <= 0.05).length
const quiet = (seed: number, extra = {}) => cascadesOf(createQuiet({ accounts: 160, objects: 400, seed, ...extra }))

test('eight seeds for each null of synchrony, four for sharing: an edge passes at 5 % in at most two (three or more of eight: chance 0.6 % if each did with 5 %)', () => {
  const worlds = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => quiet(seed))
  const withEdge = (run: (cascades: Cascades) => PairTests, seeds = worlds) =>
    seeds.filter((cascades) => {
      const tests = run(cascades)
      expect(tests.tests).toBeGreaterThan(50)
      return passed(tests) > 0
    }).length
  for (const form of ['together', 'sittings', 'population'] as const)
    for (const windowMs of [60_000, 3_600_000])
      expect(
        withEdge((cascades) => testSynchrony(cascades, { ...SETTINGS, form, windowMs })),
        `${form} ${windowMs}`,
      ).toBeLessThanOrEqual(2)
  for (const form of ['sharing', 'sharing-bicm', 'sharing-sparse'] as const)
    expect(
      withEdge((cascades) => testSharing(cascades, { form, minShared: 2, alpha: 0.05 }), worlds.slice(0, 4)),
      form,
    ).toBeLessThanOrEqual(2)
})

test('chance of sharing, pairs without an account in common: p not too small, although popularity is heavy-tailed', () => {
  for (const form of ['sharing', 'sharing-bicm', 'sharing-sparse'] as const) {
    const drawn: number[] = []
    for (const seed of [1, 2, 3, 4]) {
      const cascades = quiet(seed)
      const rng = createRng(seed)
      const rule = sharingRule(cascades, form)
      const accounts = shuffle(
        Array.from(cascades.degree.keys()).filter((account) => (cascades.degree[account] as number) >= 2),
        rng,
      )
      for (let i = 0; i + 1 < accounts.length; i += 2) {
        const [a, b] = [accounts[i] as number, accounts[i + 1] as number]
        const { many } = trialsOf(cascades, a, b)
        drawn.push(randomisedP(rule.p(a, b, many), rule.p(a, b, many + 1), rng.next()))
      }
    }
    // A Poisson spreads wider than the sum of trials that it stands for: p is too small below the mean, where nothing can pass, and on the safe side above it.
    if (form === 'sharing-sparse')
      for (const level of [0.05, 0.01]) {
        const low = drawn.filter((p) => p <= level).length
        expect(low / drawn.length, `${form} ${level}`).toBeLessThan(level + 3 * Math.sqrt(level / drawn.length))
      }
    else expect(uniformity(drawn).pAbove, form).toBeGreaterThan(0.01)
  }
})

test('the same seed gives the same traces, another seed others; they are in order and whole seconds', () => {
  const once = createQuiet({ accounts: 60, objects: 80, seed: 3, haste: 0.5, sittings: 0.3, tastes: 3 })
  expect(createQuiet({ accounts: 60, objects: 80, seed: 3, haste: 0.5, sittings: 0.3, tastes: 3 })).toEqual(once)
  expect(createQuiet({ accounts: 60, objects: 80, seed: 4 }).atMs).not.toEqual(once.atMs)
  const pairs = new Set<string>()
  for (let i = 0; i < once.object.length; i++) {
    pairs.add(`${once.object[i]} ${once.account[i]}`)
    expect((once.atMs[i] as number) % 1000).toBe(0)
    expect(once.atMs[i]).toBeGreaterThanOrEqual(once.beganMs[once.object[i] as number] as number)
  }
  expect(pairs.size).toBe(once.object.length)
})
