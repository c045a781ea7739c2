/**
 * What as many equally active accounts share: at least 1,000 seeded draws. For each member one account that is no member, of the same activity class (powers of two of
 * traces of this kind), from those that acted on an object of the group (like topics) while they last, else from all, else from the nearest class; none twice in a draw.
 * The group was found by looking for dense places and the draws were not, so this p is too small for a verdict: standing rests on the pair tests.
 */
import type { Measured } from '../model/index.js'
import { quantileOfSorted, type Rng, shuffle } from '../statistics/index.js'
import { countMet, viewOf, viewOfDraw } from './pairs.js'
import { activityOf, type TraceIndex } from './trace-index.js'

export interface Baseline {
  readonly meetings: Measured
  readonly pairs: Measured
  /** Members measured, when not all. */
  readonly sampled: number | null
}

const LEAST_SAMPLE = 10
const MOST_SAMPLE = 150

export function activityClass(traces: number): number {
  return Math.floor(Math.log2(Math.max(1, traces)))
}

/** Accounts by activity class, keys ascending. */
export function accountsByClass(index: TraceIndex): number[][] {
  const classes: number[][] = Array.from({ length: 32 }, () => [])
  for (let account = 0; account < index.accounts; account++) {
    const traces = activityOf(index, account)
    if (traces > 0) (classes[activityClass(traces)] as number[]).push(account)
  }
  return classes
}

export function drawBaseline(
  index: TraceIndex,
  classes: readonly (readonly number[])[],
  group: { readonly members: readonly number[]; readonly objects: ReadonlySet<number> },
  windowMs: number,
  minWeight: number,
  draws: number,
  budget: number,
  rng: Rng,
): Baseline {
  const isMember = new Uint8Array(index.accounts)
  for (const member of group.members) isMember[member] = 1
  let members = [...group.members].sort((a, b) => a - b)
  const cost = (list: readonly number[]) => list.reduce((sum, account) => sum + activityOf(index, account), 0) * draws
  let size = Math.min(members.length, MOST_SAMPLE)
  if (cost(members) > budget)
    size = Math.max(Math.min(LEAST_SAMPLE, members.length), Math.min(size, Math.floor((members.length * budget) / cost(members))))
  const sampled = size < members.length ? size : null
  if (sampled !== null)
    members = shuffle(members, rng.stream('members'))
      .slice(0, size)
      .sort((a, b) => a - b)
  const tooMuch = cost(members) > 20 * budget

  const observed = countMet(index, viewOf(index, members), windowMs)
  const isStrong = (objects: number) => objects >= minWeight
  const strong = (met: ReadonlyMap<number, number>) => {
    let count = 0
    for (const objects of met.values()) if (isStrong(objects)) count++
    return count
  }
  const onTopic = new Uint8Array(index.accounts)
  for (const object of group.objects)
    for (let i = index.objectStart[object] as number; i < (index.objectStart[object + 1] as number); i++)
      onTopic[index.account[i] as number] = 1
  const pools = poolsFor(index, classes, isMember, onTopic)
  const isTaken = isMember.slice()
  const wanted = members.map((member) => activityClass(activityOf(index, member)))
  const chooser = rng.stream('draws')
  const meetings: number[] = []
  const pairs: number[] = []
  let drawn = 0
  for (let draw = 0; draw < draws && !tooMuch; draw++) {
    const chosen: number[] = []
    for (const activity of wanted) {
      const account = drawOne(pools, activity, isTaken, chooser)
      if (account === null) continue
      chosen.push(account)
      isTaken[account] = 1
      drawn++
    }
    for (const account of chosen) isTaken[account] = 0
    const shared = viewOfDraw(index, chosen, windowMs)
    if (!shared) {
      meetings.push(0)
      pairs.push(0)
      continue
    }
    const met = countMet(index, shared, windowMs)
    meetings.push(met.meetings)
    pairs.push(strong(met.pairs))
  }
  const why = tooMuch
    ? 'the members are too active for 1,000 draws'
    : drawn < draws * members.length
      ? 'there are not as many other accounts as members'
      : undefined
  return {
    meetings: measure(
      observed.meetings,
      Number.isFinite(windowMs) ? 'meetings on one object within the window' : 'objects that pairs share',
      meetings,
      why,
    ),
    pairs: measure(
      strong(observed.pairs),
      `pairs that ${Number.isFinite(windowMs) ? 'met on' : 'share'} ${minWeight} objects or more`,
      pairs,
      why,
    ),
    sampled,
  }
}

interface Pools {
  /** Accounts on an object of the group, no members, by activity class, keys ascending. */
  readonly topical: ReadonlyMap<number, readonly number[]>
  readonly all: readonly (readonly number[])[]
}

function poolsFor(index: TraceIndex, all: readonly (readonly number[])[], isMember: Uint8Array, onTopic: Uint8Array): Pools {
  const topical = new Map<number, number[]>()
  for (let account = 0; account < onTopic.length; account++) {
    if (onTopic[account] === 0 || isMember[account] === 1) continue
    const c = activityClass(activityOf(index, account))
    const list = topical.get(c)
    if (list) list.push(account)
    else topical.set(c, [account])
  }
  return { topical, all }
}

const ATTEMPTS = 8

/** One of the list that is free; by trying, and when that fails from the free ones counted out. */
function pickFree(list: readonly number[], isTaken: Uint8Array, rng: Rng): number | null {
  for (let attempt = 0; attempt < ATTEMPTS && list.length > 0; attempt++) {
    const account = list[rng.below(list.length)] as number
    if (isTaken[account] === 0) return account
  }
  const free = list.filter((account) => isTaken[account] === 0)
  return free.length > 0 ? (free[rng.below(free.length)] as number) : null
}

/** `isTaken`: members, and who is in this draw already. */
function drawOne(pools: Pools, wanted: number, isTaken: Uint8Array, rng: Rng): number | null {
  for (let far = 0; far < 32; far++) {
    const account = drawOfClass(pools, wanted - far, isTaken, rng) ?? (far > 0 ? drawOfClass(pools, wanted + far, isTaken, rng) : null)
    if (account !== null) return account
  }
  return null
}

function drawOfClass({ topical, all }: Pools, activity: number, isTaken: Uint8Array, rng: Rng): number | null {
  return pickFree(topical.get(activity) ?? [], isTaken, rng) ?? pickFree(all[activity] ?? [], isTaken, rng)
}

function measure(value: number, unit: string, draws: readonly number[], why: string | undefined): Measured {
  const sorted = Float64Array.from(draws).sort()
  if (sorted.length === 0) return { value, unit, baseline: null, pValue: null, why }
  let reached = 0
  for (const draw of sorted) if (draw >= value) reached++
  return {
    value,
    unit,
    baseline: {
      low: quantileOfSorted(sorted, 0.025),
      median: quantileOfSorted(sorted, 0.5),
      high: quantileOfSorted(sorted, 0.975),
      draws: sorted.length,
    },
    pValue: (reached + 1) / (sorted.length + 1),
    ...(why ? { why } : {}),
  }
}
