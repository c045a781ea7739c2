/** How networks, groups and dossiers read on a terminal. */
import {
  type CaseScan,
  type Dossier,
  formatDuration,
  type Group,
  type NetworkInfo,
  type ScanCount,
  type TraceCount,
  type TraceScan,
  testOf,
} from '../model/index.js'
import { count, fold, gap, instant, plural, share, table, visible } from './render.js'

export function networkLines(networks: readonly NetworkInfo[]): string[] {
  return [
    ...table(
      ['network', 'accounts', 'edges', 'traces read', 'method', 'seed'],
      networks.map((each) => [each.networkId, each.accounts, each.edges, each.tracesRead, each.method, each.seed]),
    ),
    ...networks.flatMap(testLine),
    ...networks.flatMap((each) => each.notes.map((note) => `  ${each.networkId}: ${visible(note, 400)}`)),
  ]
}

/** Networks of plain counts have none. */
function testLine(network: NetworkInfo): string[] {
  const tested = testOf(network)
  if (tested === null) return []
  const { nullModel, correction, alpha, tests, passed, of } = tested
  return [
    `  ${network.networkId}: null ${nullModel} · correction ${correction} at ${alpha} · ${plural(tests, 'test')} · kept ${count(passed ?? 0)} of ${plural(of, 'edge')} (${share(passed ?? 0, of)})`,
  ]
}

/** One table a trace; the data stand before the slash, the least and most of the shuffles after it. */
export function scanLines(scan: CaseScan): string[] {
  const beside = ({ data, low, high }: ScanCount) => `${count(data)} / ${low === high ? count(low) : `${count(low)}–${count(high)}`}`
  const p = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(2))))
  const windows = (each: TraceScan) => each.rows.filter((row) => row.isWhereExcessLives).map((row) => formatDuration(row.windowMs / 1000))
  const lines = scan.traces.flatMap((each) => [
    `${each.trace}: ${count(each.pairs)} pairs, data / ${each.shuffles} shuffles`,
    ...table(
      ['window', 'met', 'twice', 'three times', 'testable', 'pass', 'repeated', 'excess', 'p', ''],
      each.rows.map((row) => [
        formatDuration(row.windowMs / 1000),
        beside(row.met),
        beside(row.twice),
        beside(row.thrice),
        count(row.tests),
        beside(row.passing),
        beside(row.repeated),
        row.excess.toFixed(1),
        p(row.p),
        row.isWhereExcessLives ? 'excess' : '',
      ]),
    ),
    windows(each).length > 0
      ? `the excess of repeated meetings lives at ${windows(each).join(', ')}; p of the whole scan ${p(each.p)}`
      : `no excess beyond what looking at ${each.rows.length} windows gives by chance; p of the whole scan ${p(each.p)}`,
    `${plural(each.passing.length, 'pair')} ${each.passing.length === 1 ? 'passes' : 'pass'} over all windows together`,
    ...each.notes.map((note) => `  ${note}`),
    '',
  ])
  const left = (scan.leftOut ?? []).map(({ why }) => `left out: ${why}`)
  if (scan.across === null) return [...lines.slice(0, left.length > 0 ? undefined : -1), ...left]
  return [
    ...lines,
    ...left,
    `over all ${scan.traces.length} traces: ${plural(scan.across.passing.length, 'pair')} ${scan.across.passing.length === 1 ? 'passes' : 'pass'}, corrected for ${count(scan.across.tests)} tests`,
  ]
}

/** In one line, where repeated meetings go beyond chance. */
export function windowsLine(scan: CaseScan): string {
  const found = scan.traces.flatMap(({ trace, rows }) => {
    const windows = rows.filter((row) => row.isWhereExcessLives).map((row) => formatDuration(row.windowMs / 1000))
    return windows.length === 0 ? [] : [`${trace} ${windows[0]}${windows.length > 1 ? `–${windows.at(-1)}` : ''}`]
  })
  return found.length === 0
    ? `windows   no repeated meetings beyond chance at any of ${plural(Math.max(...scan.traces.map(({ rows }) => rows.length)), 'window')}`
    : `windows   repeated meetings beyond chance: ${found.join(' · ')}`
}

export function traceLines(counts: readonly TraceCount[]): string[] {
  return table(
    ['trace', 'traces', 'accounts', 'objects', 'what'],
    counts.map((each) =>
      each.isInData
        ? [each.trace, count(each.traces), count(each.accounts), count(each.objects), each.title]
        : [each.trace, 'not in this data', '', '', each.title],
    ),
  )
}

export function groupLines(groups: readonly Group[]): string[] {
  return table(
    ['group', 'network', 'accounts', 'edges', 'density', 'objects', 'median gap', 'coordinated', 'from', 'to'],
    groups.map(({ groupId, networkId, measures }) => [
      groupId,
      networkId,
      measures.size,
      measures.edges,
      measures.density.toFixed(2),
      measures.objects,
      gap(measures.gapMedianMs),
      share(measures.coordinatedTraces, measures.memberTraces),
      instant(measures.firstAtMs).slice(0, 16),
      instant(measures.lastAtMs).slice(0, 16),
    ]),
  )
}

const STANDING: Readonly<Record<Dossier['standing'], string>> = {
  'stands-out': 'stands out',
  explained: 'explained',
  'not-beyond-chance': 'not beyond chance',
  'not-tested': 'not tested',
}

/** One row a dossier, what stands out first. */
export function dossierRows(dossiers: readonly Dossier[]): string[] {
  const order = ['stands-out', 'explained', 'not-beyond-chance', 'not-tested']
  const sorted = dossiers.toSorted(
    (a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || (a.group.groupId < b.group.groupId ? -1 : 1),
  )
  return table(
    ['group', 'network', 'accounts', 'objects', 'half within', 'standing'],
    sorted.map((each) => [
      each.group.groupId,
      each.network.networkId,
      each.group.measures.size,
      each.group.measures.objects,
      gap(each.group.measures.gapMedianMs),
      standingOf(each),
    ]),
    24,
  )
}

/** The whole sentence is in the report and in `lockstep dossier`. */
function standingOf({ standing, isFragile, explanations }: Dossier): string {
  const fits = standing === 'explained' ? explanations.filter((each) => each.answer === 'fits').map((each) => each.id) : []
  return visible(`${STANDING[standing]}${fits.length > 0 ? `: ${fits.join(', ')}` : ''}${isFragile ? ', fragile' : ''}`, 44)
}

const WIDTH = 110
const item = (text: string) => fold(text, WIDTH - 2, '    ').map((line, i) => (i === 0 ? `  ${line}` : line))

/** What was drawn, then the tests of pairs, each as a table; what could not be measured last. */
export function baselineLines(rows: Dossier['baseline'], number: (value: number) => string): string[] {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`)
  const p = (value: number | null) => (value === null ? '–' : number(value))
  const drawn = rows.flatMap(({ name, measured: { value, baseline, pValue } }) =>
    baseline
      ? [
          [
            name,
            number(value),
            `${number(baseline.low)} to ${number(baseline.high)}`,
            number(baseline.median),
            String(baseline.draws),
            p(pValue),
          ],
        ]
      : [],
  )
  const tested = rows.flatMap(({ name, tested: test, measured: { pValue, baseline } }) =>
    test && baseline === null ? [[name, `${test.passed} of ${test.of}`, count(test.tests), p(pValue)]] : [],
  )
  const test = rows.find((row) => row.tested)?.tested
  return [
    ...(drawn.length === 0 ? [] : indented(table(['measured', 'here', 'baseline', 'median', 'draws', 'p'], drawn))),
    ...(tested.length === 0 ? [] : ['', ...indented(table(['pairs', 'pass', 'of tests', 'least p'], tested, 70))]),
    ...(test ? [`  pass: ${test.correction} at ${test.alpha} over all tests that could pass; p is before correction`] : []),
    ...rows.flatMap(({ name, tested: test, measured }) =>
      test || measured.baseline !== null ? [] : item(`${name}: ${withoutDraws(measured, number)}`),
    ),
    '',
  ]
}

/** What is measured without draws has its p from elsewhere, and `why` says from where. */
function withoutDraws({ value, unit, pValue, why }: Dossier['baseline'][number]['measured'], number: (value: number) => string): string {
  if (pValue === null) return `not measured, ${why ?? 'no reason given'}`
  return visible(`${number(value)} ${unit}; p ${number(pValue)}${why ? ` (${why})` : ''}`, 1000)
}

const ANSWER = { fits: 'fits', 'does-not-fit': 'does not fit', 'not-in-data': 'not in the data: a person must answer' } as const

export function dossierLines(dossier: Dossier, name: (key: number) => string): string[] {
  const { group, network } = dossier
  const number = (value: number) => String(Number(value.toPrecision(4)))
  return [
    `${group.groupId} · ${group.measures.size} accounts · ${network.networkId} · ${dossier.status} · ${STANDING[dossier.standing]}${dossier.isFragile ? ' · fragile' : ''}`,
    ...fold(visible(dossier.summary, 1000), WIDTH, ''),
    '',
    'Against the baseline',
    ...baselineLines(dossier.baseline, number),
    'Other explanations (to be answered before this leaves draft)',
    ...dossier.explanations.flatMap((each) => item(`${each.id}: ${ANSWER[each.answer]}. ${visible(each.sentence, 600)}`)),
    'Holds at',
    ...dossier.robustness.map(
      (each) =>
        `  ${each.setting}: ${each.holds ? 'holds' : 'does not hold'} (${each.membersKept} of ${each.members} accounts${each.jaccard === undefined ? '' : `, Jaccard ${each.jaccard.toFixed(2)}`})`,
    ),
    ...stabilityLines(dossier, name),
    'Most shared',
    ...dossier.topObjects
      .slice(0, 5)
      .map(
        (each) =>
          `  ${visible(each.objectId, 80)}: ${each.memberTraces} of ${each.allTraces} traces are theirs, median gap ${gap(each.medianGapMs)}`,
      ),
    'Strongest edges',
    ...dossier.edges
      .slice(0, 5)
      .map(
        (edge) =>
          `  ${visible(name(edge.a))} – ${visible(name(edge.b))}: weight ${number(edge.weight)}, ${edge.pairs} pairs, median gap ${gap(edge.gapMedianMs)}`,
      ),
    'Limits of the data',
    ...dossier.limits.flatMap((limit) => item(visible(limit, 600))),
  ]
}

function stabilityLines({ stability }: Dossier, name: (key: number) => string): string[] {
  if (!stability) return []
  const { seeds, objects, members, why } = stability
  const words = (what: string, of: typeof seeds) =>
    of ? [`  ${what}: Jaccard ${of.jaccard.toFixed(2)} with its best match, at least one half in ${of.held} of ${of.draws} draws`] : []
  const lists = [
    ['settings', 'settings above'],
    ['objects', 'draws of objects'],
  ] as const
  const loosest = lists.flatMap(([of, words]) => {
    const least = members
      .filter((one) => typeof one[of] === 'number')
      .toSorted((x, y) => (x[of] as number) - (y[of] as number) || x.account - y.account)
      .slice(0, 5)
    const shown = least.map((one) => `${visible(name(one.account))} ${(one[of] as number).toFixed(2)}`).join(', ')
    return least.length === 0 ? [] : [`  loosest members, share of the ${words} in which each stays: ${shown}`]
  })
  const fragile = members.filter((one) => one.isFragile)
  return [
    'Stability',
    ...words('other seeds', seeds),
    ...words('objects drawn anew', objects),
    ...why.map((each) => `  ${each}`),
    ...loosest,
    ...(fragile.length > 0
      ? [
          `  fragile, in the group at one window or one threshold only: ${fragile
            .slice(0, 10)
            .map((one) => visible(name(one.account)))
            .join(', ')}${fragile.length > 10 ? ` and ${fragile.length - 10} more` : ''}`,
        ]
      : []),
  ]
}
