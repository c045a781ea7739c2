/** A dossier per group: what they share and when, the baseline, other explanations with their measurements, robustness, limits. One network at a time, all its groups at once. */
import type { Dossier, Group, NetworkInfo, Stability } from '../model/index.js'
import { type CountedFamily, countFamily, habitsOf, objectChances, populationOf } from '../networks/index.js'
import { checkCancelled, type Job, objectTable } from '../store/index.js'
import { accountsByClass, drawBaseline } from './baseline.js'
import { type Span, spanOf, timelineOf, topKeys, topObjectsOf } from './describe.js'
import { FORMS, type Form, type GroupEdge, type GroupTests, testGroups } from './edge-tests.js'
import { everybodyBut } from './everybody.js'
import { EXPLANATIONS } from './explanations/index.js'
import { type CaseFacts, readCaseFacts, readFacts, readPostFacts } from './facts.js'
import { type GroupSearch, type GroupTest, groupTestRows } from './group-test.js'
import { limitsOf } from './limits.js'
import { groupsBeside, type OtherSettings } from './other-settings.js'
import { resampledGroups } from './resample.js'
import { robustnessOf, viewOfMembers } from './robustness.js'
import { RULE_DEFAULTS, type Rules } from './rules.js'
import { type Labels, SEEDS, stabilityOf } from './stability.js'
import { standingOf } from './standing.js'
import type { Subject } from './subject.js'
import { readTraceIndex } from './trace-index.js'
import { openWholeTests, type SearchOf, timingOf, type WholeTest, type WholeTests } from './whole-tests.js'

/** Work on draws over all groups, in traces looked at; each group gets its share. */
const DRAW_BUDGET = 60_000_000
const SHOWN_EDGES = 500
const MOST_EDGES = 20_000

/** Communities of the whole network under some other seeds, or null when the group method has no chance in it. */
export type OtherSeeds = (network: NetworkInfo, seeds: number) => Promise<readonly Labels[] | null>

/** `only` chooses groups to write on; they are measured beside all groups of their network, so that a dossier is the same whoever else is written on. */
export async function makeDossiers(
  job: Job,
  groups: readonly Group[],
  networks: readonly NetworkInfo[],
  options: {
    readonly rules?: Partial<Rules>
    readonly otherSeeds?: OtherSeeds
    readonly searchOf?: SearchOf
    /** Tests that were begun before, on the same groups and networks and with the same seed. */
    readonly begun?: WholeTests
    readonly only?: ReadonlySet<string>
  } = {},
): Promise<Dossier[]> {
  const rules: Rules = { ...RULE_DEFAULTS, ...options.rules }
  const ofCase = await readCaseFacts(job)
  const all = { groups: groups.length, networks: networks.length }
  const begun = options.begun ?? openWholeTests(job)
  try {
    const made: Made[] = []
    for (const network of networks) {
      const mine = groups.filter((group) => group.networkKey === network.networkKey)
      const isChosen = ({ groupId }: Group) => options.only?.has(groupId) ?? true
      if (!mine.some(isChosen)) continue
      const other = options.otherSeeds ? await options.otherSeeds(network, SEEDS) : null
      const search = options.searchOf ? await options.searchOf(network) : 'not tested: nobody said how the groups were found'
      made.push(await ofNetwork(job, ofCase, network, mine, isChosen, rules, other, search, all, begun))
    }
    job.note('dossiers: shuffled data sets')
    begun.help()
    const dossiers: Dossier[] = []
    for (const { whole, written } of made) {
      const tests = await whole
      for (const { g, dossier } of written) dossiers.push({ ...dossier, baseline: [...dossier.baseline, ...groupTestRows(tests, g)] })
    }
    return dossiers
  } finally {
    begun.close()
  }
}

/** Dossiers of one network, by place of their group, and the tests of the groups as wholes, which others may still be busy with. */
interface Made {
  readonly written: readonly { readonly g: number; readonly dossier: Dossier }[]
  readonly whole: WholeTest['whole']
}

async function ofNetwork(
  job: Job,
  ofCase: CaseFacts,
  network: NetworkInfo,
  groups: readonly Group[],
  isChosen: (group: Group) => boolean,
  rules: Rules,
  other: readonly Labels[] | null,
  search: GroupSearch | string,
  all: { readonly groups: number; readonly networks: number },
  begun: WholeTests,
): Promise<Made> {
  const phase = `dossiers of ${network.networkId}`
  const index = await readTraceIndex(job, network)
  const timed = timingOf(network, all.networks, rules)
  const { windowMs, minWeight } = timed
  const objects = objectChances(index, windowMs)
  const family = countFamily(index, objects.chance, minWeight, rules.falseDiscoveryRate)
  const facts = await readFacts(job, network.trace, index, ofCase)
  const edges = await edgesOf(job, network.networkKey)
  const limits = limitsOf(ofCase, network, index, objects, family, windowMs)
  const population = populationOf(index, facts.startMs, windowMs)
  const prepared = groups.map((group) => {
    const members = new Set(group.members)
    return {
      group,
      members,
      edges: edges.get(group.groupId)?.edges ?? [],
      habits: habitsOf(index, facts.startMs, population, members, windowMs, facts.sourceOf),
    }
  })
  const grouped = new Set(groups.flatMap((group) => group.members))
  checkCancelled(job)
  const tests = testGroups(index, objects, family, prepared, windowMs, rules, (done) => {
    if (done % 16 === 0) checkCancelled(job)
  })
  job.note(`${phase}: shuffled data sets`)
  const { alike, whole } = begun.test(job, network, index, groups, timed, search)
  job.note(`${phase}: objects drawn anew`)
  const resamples = resampledGroups(index, search, timed, job.rng.stream(`objects of ${network.networkId}`), () => checkCancelled(job))
  job.note(`${phase}: other settings`)
  const beside = groupsBeside(index, search, timed, job.rng.stream(`settings of ${network.networkId}`), () => checkCancelled(job))
  const stability = stabilityOf(groups, other, resamples, beside.why)
  const classes = accountsByClass(index)
  const span = spanOf(index.atMs)
  const names = await objectNames(job, network.trace, tests)
  const posts = await readPostFacts(job, network.trace, new Set(tests.flatMap((one) => [...one.meetings.keys()])), ofCase)
  const everybody = everybodyBut(index, grouped, facts)
  const written = prepared.flatMap((one, g) => {
    checkCancelled(job)
    if (!isChosen(one.group)) return []
    const rng = job.rng.stream(`dossier ${network.networkId} ${one.group.groupId}`)
    const mine = tests[g] as GroupTests
    const baseline = drawBaseline(
      index,
      classes,
      { members: one.group.members, objects: new Set(mine.meetings.keys()) },
      windowMs,
      minWeight,
      rules.draws,
      Math.min(3_000_000, DRAW_BUDGET / all.groups),
      rng.stream('baseline'),
    )
    const view = viewOfMembers(index, one.group.members, rng.stream('view'))
    const shared = { grouped, network, index, objects, windowMs, minWeight, facts, posts, everybody, rules }
    const subject = { ...one, ...shared, view, tests: mine, alike: alikeOf(alike, g), baseline }
    job.note(phase, g + 1, groups.length)
    const others = { beside, otherSeed: other?.[0] ?? null }
    const allEdges = edges.get(one.group.groupId)?.all ?? 0
    return [{ g, dossier: write(subject, family, span, names, limits, others, stability[g] as Stability, allEdges) }]
  })
  return { written, whole }
}

/** Of networks without a window the test of the group as a whole decides. */
function alikeOf(test: GroupTest | null, g: number): Subject['alike'] {
  return { pValue: test?.groups[g]?.pValue ?? null, worlds: test?.worlds ?? 0, why: test?.why ?? '' }
}

function write(
  subject: Subject & { readonly view: ReturnType<typeof viewOfMembers> },
  family: CountedFamily,
  span: Span,
  names: ReadonlyMap<number, string>,
  limits: readonly string[],
  searched: { readonly beside: OtherSettings; readonly otherSeed: Labels | null },
  stability: Stability,
  allEdges: number,
): Dossier {
  const { group, network, index, view, tests, baseline } = subject
  const explanations = EXPLANATIONS.map((explain) => explain(subject))
  const strongest = new Map<number, number>()
  for (const edge of subject.edges)
    for (const account of [edge.a, edge.b]) strongest.set(account, (strongest.get(account) ?? 0) + edge.weight)
  const busiest = [...strongest].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0]
  const robust = robustnessOf(
    index,
    group.members,
    view,
    { windowMs: subject.windowMs, minWeight: subject.minWeight, topObject: topKeys(subject)[0] ?? null, busiestMember: busiest ?? null },
    searched,
    subject.rules,
  )
  const own = [...limits]
  if (baseline.sampled !== null) own.push(`Baseline drawn for a seeded sample of ${baseline.sampled} of ${group.members.length} members.`)
  if (view.size < group.members.length)
    own.push(`Other settings tried on a seeded sample of ${view.size} of ${group.members.length} members.`)
  if (tests.tested < allEdges)
    own.push(`Only the strongest pairs of each member were tested, ${tests.tested} of ${allEdges}; the others count as not passing.`)
  return {
    group,
    network,
    status: 'draft',
    statusWhy: null,
    answers: {},
    ...standingOf(subject, explanations),
    baseline: baselineRows(subject, family),
    explanations,
    robustness: robust.settings,
    isFragile: robust.isFragile || (stability.objects !== null && stability.objects.jaccard < subject.rules.goneShare),
    stability: {
      ...stability,
      members: stability.members.map((one, i) => ({
        ...one,
        settings: robust.members[i]?.share ?? null,
        isFragile: robust.members[i]?.isFragile ?? false,
      })),
    },
    topObjects: topObjectsOf(subject, names),
    timeline: timelineOf(subject, span),
    gaps: group.measures.gaps,
    edges: subject.edges.slice(0, SHOWN_EDGES),
    limits: own,
  }
}

const FORM_NAMES: Readonly<Record<Form, string>> = {
  together: 'together beyond the objects’ own spread',
  sittings: 'the same, each sitting counted once',
  habit: 'the same, beyond how early each usually is',
  population: 'together beyond objects of like size, each sitting counted once',
  sharing: 'sharing more objects than their activity gives',
}

function baselineRows(subject: Subject, family: CountedFamily): Dossier['baseline'] {
  const isTimed = Number.isFinite(subject.windowMs)
  const { tests, baseline, network, rules } = subject
  const rows: Dossier['baseline'][number][] = [
    { name: `equally active accounts: ${isTimed ? 'meetings' : 'objects shared'}`, measured: baseline.meetings },
    { name: 'equally active accounts: pairs', measured: baseline.pairs },
  ]
  // Without a window every shared object is a meeting: only sharing can be tested.
  for (const form of isTimed ? FORMS : (['sharing'] as const)) {
    const corrected =
      form === 'population' ? family.pairs : form === 'sharing' ? (subject.index.accounts * (subject.index.accounts - 1)) / 2 : family.tests
    const passed = tests.passed[form].edges
    const all = Math.max(corrected, tests.tested)
    rows.push({
      name: FORM_NAMES[form],
      tested: { nullModel: form, correction: 'bh', alpha: rules.falseDiscoveryRate, tests: all, passed, of: tests.tested },
      measured: {
        value: passed,
        unit: `of ${tests.tested} pairs pass, joining ${tests.passed[form].members} members; corrected for ${all} tests on ${network.trace}`,
        baseline: null,
        pValue: tests.passed[form].leastP,
        why: 'p is the least of the group’s pairs, before correction',
      },
    })
  }
  return rows
}

interface GroupEdges {
  readonly edges: GroupEdge[]
  /** Of how many. */
  readonly all: number
}

/**
 * Edges inside each group, strongest first, self-loops left out and the two directions of a directed network as one. Of groups with more than MOST_EDGES only the strongest few of every member, so that each member
 * has its chance to pass; the other pairs then count as tests that did not.
 */
async function edgesOf(job: Job, networkKey: number): Promise<Map<string, GroupEdges>> {
  const rank = (account: string) =>
    `row_number() over (partition by group_id, ${account} order by weight desc, pairs desc, account_a, account_b)`
  const rows = await job.db.rows<GroupEdge & { groupId: string; all: number }>(
    `with inside as (
       select a.group_id, account_a, account_b, e.weight, e.pairs, gap_median_ms, count(*) over (partition by a.group_id) as n
       from (select network_key, least(account_a, account_b) as account_a, greatest(account_a, account_b) as account_b, max(weight) as weight,
           max(pairs) as pairs, min(gap_median_ms) as gap_median_ms from edges where account_a <> account_b and network_key = $1 group by all) e
         join group_members a on a.account_key = account_a join group_members b on b.account_key = account_b and b.group_id = a.group_id
       join groups g on g.group_id = a.group_id and g.network_key = e.network_key),
     sizes as (select group_id, count(*) as members from group_members group by 1),
     large as (select *, least(${rank('account_a')}, ${rank('account_b')}) as r from inside where n > ${MOST_EDGES})
     select group_id as "groupId", account_a as a, account_b as b, weight, pairs, gap_median_ms as "gapMedianMs", n as "all" from (
       select group_id, account_a, account_b, weight, pairs, gap_median_ms, n from inside where n <= ${MOST_EDGES}
       union all
       select group_id, account_a, account_b, weight, pairs, gap_median_ms, n from large join sizes using (group_id)
         where r <= greatest(1, ${MOST_EDGES} // (2 * members)))
     order by group_id, weight desc, pairs desc, account_a, account_b`,
    [networkKey],
  )
  const byGroup = new Map<string, GroupEdges>()
  for (const { groupId, all, ...edge } of rows) {
    const found = byGroup.get(groupId)
    if (found) found.edges.push(edge)
    else byGroup.set(groupId, { edges: [edge], all })
  }
  return byGroup
}

async function objectNames(job: Job, trace: string, tests: readonly GroupTests[]): Promise<Map<number, string>> {
  const wanted = new Set(tests.flatMap((one) => topKeys({ tests: one })))
  if (wanted.size === 0) return new Map()
  const rows = await job.db.rows<{ object_key: number; object_id: string }>(
    `select object_key, object_id from ${objectTable(trace)} where object_key in (${[...wanted].sort((a, b) => a - b).join(', ')}) order by object_key`,
  )
  return new Map(rows.map((row) => [row.object_key, row.object_id]))
}
