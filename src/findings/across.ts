/**
 * One p per group over the traces and windows in which its members can be seen together.
 * Part of the trace in which the group was found: p of the group as a whole in step (group-test.ts), which pays for the search.
 * Part of another trace, at the network's window W and at 10 W: meetings of members on the objects that at least two of them share, against SHUFFLES data sets with
 * the labels shuffled within each object: p = (1 + data sets with as many) / (SHUFFLES + 1). The group was not looked for there, so nothing else is to be paid.
 * As in networks by default, reposts of and answers to an own post take no part.
 * Combined by Cauchy (statistics/cauchy.ts): the parts depend on each other, since one post may carry a link and three tags; p = 1 counts as 0.99.
 * Undefined, and no part: no window; no object shared in that trace; every data set with the same number of meetings (nobody meets, or the group is the whole audience);
 * more work than the budget.
 */
import { type Dossier, formatDuration, type TraceId } from '../model/index.js'
import { type Cascades, readCascades } from '../networks/index.js'
import { cauchyCombination, type Rng } from '../statistics/index.js'
import { checkCancelled, type Job, traceTable } from '../store/index.js'

const SHUFFLES = 199
const LEAST_SHUFFLES = 39
/** Traces of members and pairs of them gone through, for one group in one trace. */
const BUDGET = 20_000_000
/** A trace with more rows is not read again for this. */
const MOST_ROWS = 10_000_000
const WIDER = 10

interface Part {
  readonly name: string
  readonly p: number
}

/** Adds the row to every dossier; the trace tables must be there. */
export async function addAcross(job: Job, dossiers: readonly Dossier[], traces: readonly TraceId[]): Promise<Dossier[]> {
  const parts = dossiers.map(ownPart)
  for (const trace of traces) {
    const { n } = await job.db.row<{ n: number }>(`select count(*) as n from ${traceTable(trace)}`)
    const wanted = dossiers.map((dossier) => isOther(dossier, trace) && windowOf(dossier) !== null)
    if (n === 0 || n > MOST_ROWS || !wanted.includes(true)) continue
    job.note(`groups in the ${trace} trace`)
    const cascades = await readCascades(job, trace, { isSelfRepostExcluded: true })
    dossiers.forEach((dossier, i) => {
      if (!wanted[i]) return
      checkCancelled(job)
      const rng = job.rng.stream(`across ${trace} ${dossier.group.groupId}`)
      const windowMs = windowOf(dossier) as number
      parts[i]?.push(
        ...togetherElsewhere(cascades, dossier.group.members, [windowMs, WIDER * windowMs], rng).flatMap((p, w) =>
          p === null ? [] : [{ name: `${trace} ${formatDuration((w === 0 ? windowMs : WIDER * windowMs) / 1000)}`, p }],
        ),
      )
    })
  }
  return dossiers.map((dossier, i) => ({ ...dossier, baseline: [...dossier.baseline, rowOf(parts[i] as Part[])] }))
}

function isOther({ network }: Dossier, trace: TraceId): boolean {
  return !network.trace.split('+').includes(trace)
}

function windowOf({ network }: Dossier): number | null {
  return typeof network.params.windowSeconds === 'number' ? network.params.windowSeconds * 1000 : null
}

function ownPart(dossier: Dossier): Part[] {
  const p = dossier.baseline.find(({ tested }) => tested?.nullModel === 'shuffle')?.measured.pValue
  return typeof p === 'number' ? [{ name: `${dossier.network.trace}, where it was found`, p }] : []
}

function rowOf(parts: readonly Part[]): Dossier['baseline'][number] {
  const name = 'group over all traces: in step'
  if (parts.length === 0)
    return { name, measured: { value: 0, unit: 'not measured', baseline: null, pValue: null, why: 'no trace in which it could be tested' } }
  const shown = parts.map((part) => `${part.name} ${Number(part.p.toPrecision(2))}`).join(', ')
  return {
    name,
    measured: {
      value: parts.filter(({ p }) => p <= 0.05).length,
      unit: `of ${parts.length} tests with p of at most 0.05: ${shown}`,
      baseline: null,
      pValue: cauchyCombination(parts.map(({ p }) => p)),
      why: 'Cauchy combination of tests that depend on each other: right for small p, only roughly above 0.01; a test that shows nothing counts as p = 0.99',
    },
  }
}

/** p by window, ascending windows; null where every data set has the same number of meetings; empty when there is nothing to test. */
export function togetherElsewhere(
  cascades: Cascades,
  members: readonly number[],
  windowsMs: readonly number[],
  rng: Rng,
): (number | null)[] {
  const shared = objectsShared(cascades, members)
  const cost = shared.reduce((sum, object) => sum + object.who.length + pairsWithin(object, windowsMs.at(-1) as number), 0)
  const shuffles = Math.min(SHUFFLES, Math.floor(BUDGET / Math.max(1, cost)))
  if (shared.length === 0 || shuffles < LEAST_SHUFFLES) return []
  const meetings = () => {
    const met = windowsMs.map(() => 0)
    for (const object of shared) countMet(object, members.length, windowsMs, met)
    return met
  }
  const data = meetings()
  const asMany = windowsMs.map(() => 0)
  const differ = windowsMs.map(() => false)
  for (let i = 0; i < shuffles; i++) {
    for (const object of shared) deal(object, rng)
    meetings().forEach((met, w) => {
      if (met !== data[w]) differ[w] = true
      if (met >= (data[w] as number)) asMany[w] = (asMany[w] as number) + 1
    })
  }
  return asMany.map((many, w) => (differ[w] ? (1 + many) / (shuffles + 1) : null))
}

/** Trace i of the members is at times[places[i]] and is that of member who[i] (its place in the group); `places` goes on with the places of all others. */
interface SharedObject {
  readonly times: Float64Array
  readonly who: Int32Array
  readonly places: Int32Array
  /** The members' traces in order of place, as place · members + member. */
  readonly inOrder: Float64Array
}

function objectsShared(
  { accounts, object, objectStart, account, atMs, accountStart, byAccount }: Cascades,
  members: readonly number[],
): SharedObject[] {
  const numberOf = new Map(members.map((member, i) => [member, i]))
  const on = new Map<number, Set<number>>()
  for (const member of members) {
    if (member >= accounts) continue
    for (let i = accountStart[member] as number; i < (accountStart[member + 1] as number); i++) {
      const o = object[byAccount[i] as number] as number
      on.set(o, (on.get(o) ?? new Set<number>()).add(member))
    }
  }
  return [...on]
    .filter(([, who]) => who.size > 1)
    .sort((x, y) => x[0] - y[0])
    .map(([o]) => {
      const [from, to] = [objectStart[o] as number, objectStart[o + 1] as number]
      const numbers = Array.from(account.subarray(from, to), (a) => numberOf.get(a) ?? -1)
      const theirs = [...numbers.keys()].filter((place) => numbers[place] !== -1)
      const rest = [...numbers.keys()].filter((place) => numbers[place] === -1)
      return {
        times: atMs.slice(from, to),
        who: Int32Array.from(theirs, (place) => numbers[place] as number),
        places: Int32Array.from([...theirs, ...rest]),
        inOrder: new Float64Array(theirs.length),
      }
    })
}

/** Pairs of the members' traces within the window, as the data have them. */
function pairsWithin({ times, places, who }: SharedObject, windowMs: number): number {
  const at = places.slice(0, who.length).sort()
  let pairs = 0
  for (let i = 1, low = 0; i < at.length; i++) {
    while ((times[at[i] as number] as number) - (times[at[low] as number] as number) > windowMs) low++
    pairs += i - low
  }
  return pairs
}

/** The labels shuffled: only where the members' fall is drawn. */
function deal({ who, places }: SharedObject, rng: Rng): void {
  for (let i = 0; i < who.length; i++) {
    const other = i + rng.below(places.length - i)
    const kept = places[i] as number
    places[i] = places[other] as number
    places[other] = kept
  }
}

/** Adds the pairs of traces by different members within each window. */
function countMet({ times, who, places, inOrder }: SharedObject, members: number, windowsMs: readonly number[], met: number[]): void {
  const widest = windowsMs.at(-1) as number
  for (let i = 0; i < who.length; i++) inOrder[i] = (places[i] as number) * members + (who[i] as number)
  inOrder.sort()
  const timeOf = (i: number) => times[Math.floor((inOrder[i] as number) / members)] as number
  for (let i = 1, low = 0; i < inOrder.length; i++) {
    const at = timeOf(i)
    while (at - timeOf(low) > widest) low++
    for (let j = low; j < i; j++) {
      if ((inOrder[i] as number) % members === (inOrder[j] as number) % members) continue
      const gap = at - timeOf(j)
      for (let w = windowsMs.length - 1; w >= 0 && gap <= (windowsMs[w] as number); w--) met[w] = (met[w] as number) + 1
    }
  }
}
