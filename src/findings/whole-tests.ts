/** The tests of groups as wholes, network by network. Their shuffled data sets are searched beside other work, which may be begun long before somebody asks for them. */
import type { Group, NetworkInfo } from '../model/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { type GroupSearch, type GroupTest, testWholeGroups, untested } from './group-test.js'
import { RULE_DEFAULTS, type Rules } from './rules.js'
import { testSharedGroups } from './shared-test.js'
import { readTraceIndex, type TraceIndex } from './trace-index.js'
import { openWorldsPool } from './worlds-pool.js'

/** Work on shuffled data sets over all networks, in traces gone through (about 25 ns each): a minute and more where the data are large. */
const WORLD_BUDGET = 3_000_000_000

/** The search that made the network's groups, or in words why its groups cannot be tested against shuffled data. */
export type SearchOf = (network: NetworkInfo) => Promise<GroupSearch | string>

/** Window and threshold of the network's edges, and what its tests may cost when they share the budget with those of other networks. */
export function timingOf({ params, edges }: NetworkInfo, networks: number, { sessionSeconds, worlds }: Rules) {
  return {
    windowMs: typeof params.windowSeconds === 'number' ? params.windowSeconds * 1000 : Number.POSITIVE_INFINITY,
    minWeight: Math.max(1, Math.ceil(Number(params.minWeight ?? params.minShared ?? 1)) || 1),
    sessionSeconds,
    worlds,
    budget: WORLD_BUDGET / networks / 2,
    edges,
  }
}

export interface WholeTest {
  /** Of a network without a window the test is made at once: its verdict rests on it. */
  readonly alike: GroupTest | null
  readonly whole: Promise<readonly GroupTest[]>
}

export interface WholeTests {
  /** What was begun of the network, or now. */
  test(
    job: Job,
    network: NetworkInfo,
    index: TraceIndex,
    groups: readonly Group[],
    timed: ReturnType<typeof timingOf>,
    search: GroupSearch | string,
  ): WholeTest
  /** Does what nobody has begun; afterwards all results are there or on their way. */
  help(): void
  close(): void
}

export function openWholeTests(job: Job): WholeTests {
  const pool = openWorldsPool(job)
  const begun = new Map<number, WholeTest>()
  const begin: WholeTests['test'] = ({ rng: seeded }, network, index, groups, timed, search) => {
    const rng = seeded.stream(`worlds of ${network.networkId}`)
    if (typeof search === 'string' || search.shared) {
      const all =
        typeof search === 'string'
          ? untested(Number.isFinite(timed.windowMs) ? ['shuffle', 'curveball'] : ['sharing'], search)
          : testSharedGroups(groups, timed, { ...search, shared: search.shared as NonNullable<GroupSearch['shared']> }, rng, () =>
              checkCancelled(job),
            )
      return { alike: all[0] as GroupTest, whole: Promise.resolve(all) }
    }
    const whole = testWholeGroups(index, groups, timed, search, rng, pool.search)
    // Whoever waits for it hears of a failure; until then nobody does.
    whole.catch(() => undefined)
    return { alike: null, whole }
  }
  return {
    ...pool,
    test: (at, network, ...rest) => {
      const one = begun.get(network.networkKey) ?? begin(at, network, ...rest)
      begun.set(network.networkKey, one)
      return one
    },
  }
}

/** Begins the tests that `makeDossiers` makes of the same groups, networks and seed. They must be closed. */
export async function beginWholeTests(
  job: Job,
  groups: readonly Group[],
  networks: readonly NetworkInfo[],
  searchOf: SearchOf,
  rules: Rules = RULE_DEFAULTS,
): Promise<WholeTests> {
  const tests = openWholeTests(job)
  try {
    for (const network of networks) {
      const mine = groups.filter((group) => group.networkKey === network.networkKey)
      if (mine.length === 0) continue
      checkCancelled(job)
      const index = await readTraceIndex(job, network)
      tests.test(job, network, index, mine, timingOf(network, networks.length, rules), await searchOf(network))
    }
    return tests
  } catch (error) {
    tests.close()
    throw error
  }
}
