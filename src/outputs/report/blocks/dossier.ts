import type { Dossier, EdgeEvidence, Measured, PostRef } from '../../../model/index.js'
import { differencesOf } from '../../../traces/index.js'
import { type FullDossier, membersByWeight, type ReportData } from '../data.js'
import { type Html, html, type Value } from '../html.js'
import { details, figure, foreign, shortHash, table } from '../parts.js'
import { barsPicture, rangePicture } from '../pictures/bars.js'
import { histogramPicture } from '../pictures/histogram.js'
import { networkPicture } from '../pictures/network.js'
import { MOST_ROWS, rasterPicture } from '../pictures/raster.js'
import { timelinePicture } from '../pictures/timeline.js'
import { ANSWER, count, percent, plural, STANDING, span, utc } from '../words.js'
import { mediaPart } from './media.js'
import { standingChip } from './overview.js'
import { signalsPart } from './signals.js'
import { differing, whatTheyWrote } from './texts.js'

const MOST_ACCOUNTS = 100
/** Longer lists are folded. */
const OPEN_ACCOUNTS = 16
const MOST_OBJECTS = 20
const MOST_LETTERS = 600
export const MOST_PAIRS = 12

const number = (value: number) =>
  value === 0 || Math.abs(value) >= 0.01
    ? count(value)
    : Math.abs(value) >= 0.001
      ? String(Number(value.toPrecision(2)))
      : value.toExponential(1)

function baselineWords({ baseline, why }: Measured): string {
  if (baseline === null) return why ?? 'not measured'
  return `${number(baseline.low)} to ${number(baseline.high)}, median ${number(baseline.median)} (${plural(baseline.draws, 'draw')})`
}

function pictures(full: FullDossier, { name }: ReportData): Html {
  const { dossier, activity } = full
  const id = dossier.group.groupId
  const members = membersByWeight(dossier)
  const net = networkPicture({
    id: `${id}-net`,
    title: `${id}: who is tied to whom`,
    nodes: members.map(({ key, weight }) => ({ key, weight, label: name(key) })),
    edges: dossier.edges,
    seed: dossier.network.seed,
  })
  const whole = net.nodes === members.length && net.edges === dossier.edges.length
  const part = whole
    ? ''
    : ` Only the ${count(net.nodes)} strongest of ${count(members.length)} accounts and ${count(net.edges)} of ${count(dossier.edges.length)} ties are drawn.`
  const rows = activity.members.slice(0, MOST_ROWS)
  const { timeline, gaps } = dossier
  const network = figure(
    net.svg,
    `Accounts of ${id}; a line is ${dossier.network.weightMeans}. Place has no meaning but nearness.${part}`,
    true,
  )
  const time = figure(
    timelinePicture({
      id: `${id}-time`,
      title: `${id}: members against everybody`,
      fromMs: timeline.fromMs,
      bucketMs: timeline.bucketMs,
      all: timeline.all,
      member: timeline.member,
      memberWords: `${dossier.network.trace} traces of members`,
      allWords: `${dossier.network.trace} traces of everybody`,
    }),
    'Each panel has its own scale; times are UTC.',
  )
  const raster = figure(
    rasterPicture({
      id: `${id}-raster`,
      title: `${id}: account by time`,
      fromMs: activity.fromMs,
      toMs: activity.toMs,
      columns: activity.columns,
      rows: rows.map(({ key, cells }) => ({ label: name(key), cells })),
    }),
    `One line per account, time to the right (UTC); marks above one another were made together.${rows.length < activity.members.length ? ` The ${rows.length} strongest of ${count(activity.members.length)} accounts.` : ''}`,
  )
  return html`<h4>Who, when, how close</h4><div class="pictures"><div>${network}${gaps.length === 0 ? '' : gapsPart(full)}</div><div>${time}${raster}</div></div>`
}

function gapsPart({ dossier: { group, gaps } }: FullDossier): Html {
  return html`${figure(
    histogramPicture({ id: `${group.groupId}-gaps`, title: `${group.groupId}: gaps`, bins: gaps }),
    'How far apart the two posts of a pair lie. Schedules heap up at the left, and so do news flashes and share buttons.',
    true,
  )}${details(
    'Gaps as a table',
    table(
      'Gaps',
      [{ head: 'gap up to' }, { head: 'pairs', isNumber: true }],
      gaps.map(({ upToMs, pairs }) => [span(upToMs), count(pairs)]),
    ),
    true,
  )}`
}

function baseline({ dossier }: FullDossier): Html {
  const id = dossier.group.groupId
  const measured = dossier.baseline.filter((row) => row.measured.baseline !== null)
  return html`<h4>Against the baseline</h4>${
    measured.length
      ? figure(
          rangePicture({
            id: `${id}-base`,
            title: `${id}: against the baseline`,
            rows: measured.map(({ name, measured: { value, baseline: range } }) => ({
              label: name,
              value,
              ...(range as NonNullable<typeof range>),
            })),
          }),
          'Band: what sets of equally active accounts show, or the best group of each shuffled data set. Diamond: this group. Each row has its own scale.',
          true,
        )
      : ''
  }${table(
    `What ${id} shows beside its baseline`,
    [{ head: 'measure' }, { head: 'this group' }, { head: 'baseline' }, { head: 'p', isNumber: true }],
    dossier.baseline
      .filter((row) => !isPairTest(row))
      .map(({ name, measured: m }) => [
        name,
        `${number(m.value)} ${m.unit}`,
        baselineWords(m),
        m.pValue === null ? 'not measured' : number(m.pValue),
      ]),
  )}${pairTests(dossier)}`
}

const isPairTest = ({ tested, measured }: Dossier['baseline'][number]) => tested !== undefined && measured.baseline === null

function pairTests({ group, network, baseline: rows }: Dossier): Html {
  const tests = rows.filter(isPairTest)
  const first = tests[0]?.tested
  if (!first) return html``
  return table(
    `Pairs of ${group.groupId} beyond chance on ${network.trace}: corrected (${first.correction}) for all tests that could pass, level ${first.alpha}; p is the least of the pairs, before correction`,
    [{ head: 'test' }, { head: 'pairs that pass', isNumber: true }, { head: 'tests', isNumber: true }, { head: 'least p', isNumber: true }],
    tests.map(({ name, tested, measured }) => [
      name,
      `${count(tested?.passed ?? 0)} of ${count(tested?.of ?? 0)}`,
      count(tested?.tests ?? 0),
      measured.pValue === null ? 'not measured' : number(measured.pValue),
    ]),
  )
}

function explanations({ dossier }: FullDossier): Html {
  return html`<h4>Other explanations</h4>${table(
    'What else would look like this; a question mark is for a person to answer',
    [{ head: 'explanation' }, { head: 'answer' }, { head: 'measured' }],
    dossier.explanations.map(({ id, question, answer, sentence }) => [
      question,
      [`${ANSWER[answer].mark} ${ANSWER[answer].words}`, dossier.answers?.[id] ? html`<br>A person answers: ${dossier.answers[id]}` : ''],
      sentence,
    ]),
  )}`
}

function robustness({ dossier }: FullDossier): Html {
  if (dossier.robustness.length === 0) return html``
  const id = dossier.group.groupId
  return html`<h4>Holds at</h4>${figure(
    barsPicture({
      id: `${id}-holds`,
      title: `${id}: other settings`,
      describe: 'Members that stay together in one group under other settings, of all members.',
      rows: dossier.robustness.map(({ setting, membersKept, members, holds, jaccard }) => ({
        label: setting,
        value: membersKept,
        of: members,
        note: `${membersKept} of ${members} ${holds ? '✓ holds' : jaccard !== undefined && 2 * membersKept >= members ? '× lost among others' : '× falls apart'}`,
      })),
    }),
    dossier.isFragile ? 'Fragile: the group lives only at some settings.' : 'Members that stay together under other settings.',
    true,
  )}${details(
    'As a table',
    table(
      'Other settings',
      [
        { head: 'setting' },
        ...['members kept', 'of', 'Jaccard with the best match'].map((head) => ({ head, isNumber: true })),
        { head: 'holds' },
      ],
      dossier.robustness.map(({ setting, membersKept, members, jaccard, holds }) => [
        setting,
        count(membersKept),
        count(members),
        jaccard === undefined ? 'members only' : jaccard.toFixed(2),
        holds ? '✓ yes' : '× no',
      ]),
    ),
  )}`
}

function stability({ dossier }: FullDossier, { name }: ReportData): Html {
  if (!dossier.stability) return html``
  const { seeds, objects, members, why } = dossier.stability
  const words = (of: typeof seeds, what: string) =>
    of
      ? [`${what}: Jaccard ${of.jaccard.toFixed(2)} with its best match on average, at least one half in ${of.held} of ${of.draws} draws.`]
      : []
  const share = (value: number | null | undefined) => (typeof value === 'number' ? value.toFixed(2) : 'not measured')
  const loosest = members
    .toSorted((x, y) => (x.settings ?? 1) - (y.settings ?? 1) || (x.objects ?? 0) - (y.objects ?? 0) || x.account - y.account)
    .slice(0, MOST_ACCOUNTS)
  const fragile = members.filter((one) => one.isFragile).length
  const alone =
    fragile === 0
      ? []
      : [
          `${plural(fragile, 'member')} of ${count(members.length)} ${fragile === 1 ? 'lives' : 'live'} in it at one window or one threshold only.`,
        ]
  return html`<h4>How firmly it holds</h4><p>${[...words(seeds, 'Searched with other seeds'), ...words(objects, 'With the objects drawn anew'), ...alone, ...why.map((each) => `${each}.`)].join(' ')}</p>${details(
    'Share of the settings and draws in which each account stays, loosest first',
    table(
      'Stability of the members',
      [
        { head: 'account' },
        ...['other settings', 'other seeds', 'objects drawn anew'].map((head) => ({ head, isNumber: true })),
        { head: '' },
      ],
      loosest.map((one) => [
        name(one.account),
        share(one.settings),
        share(one.seeds),
        share(one.objects),
        one.isFragile ? '~ fragile' : '',
      ]),
    ),
  )}`
}

function accounts({ dossier, activity }: FullDossier, { name }: ReportData): Html {
  const traces = new Map(activity.members.map((member) => [member.key, member.traces]))
  const all = membersByWeight(dossier)
  const shown = all.slice(0, MOST_ACCOUNTS)
  const rows = (members: typeof shown, caption: string) =>
    table(
      caption,
      [
        { head: 'account' },
        { head: 'ties', isNumber: true },
        { head: 'summed weight', isNumber: true },
        { head: 'traces', isNumber: true },
      ],
      members.map(({ key, ties, weight }) => [foreign(name(key)), count(ties), count(weight), count(traces.get(key) ?? 0)]),
    )
  const caption =
    all.length > MOST_ACCOUNTS ? `The ${MOST_ACCOUNTS} strongest of ${count(all.length)} accounts` : 'Accounts, strongest first'
  const more = shown.slice(OPEN_ACCOUNTS)
  return html`<h4>Accounts</h4>${rows(shown.slice(0, OPEN_ACCOUNTS), caption)}${
    more.length ? details(`${plural(more.length, 'more account')}`, rows(more, 'Further accounts')) : ''
  }`
}

function objects({ dossier }: FullDossier, { name }: ReportData): Html {
  const top = dossier.topObjects.slice(0, MOST_OBJECTS)
  if (top.length === 0) return html``
  const shown = (objectId: string) => name.object(dossier.network.trace, objectId)
  return html`<h4>What they share</h4>${figure(
    barsPicture({
      id: `${dossier.group.groupId}-objects`,
      title: `${dossier.group.groupId}: share of each object's spread`,
      describe: 'Traces by members, of all traces on the object.',
      rows: top.map(({ memberTraces, allTraces }, i) => ({
        label: `object ${i + 1}`,
        value: memberTraces,
        of: allTraces,
        note: `${count(memberTraces)} of ${count(allTraces)}, ${percent(memberTraces, allTraces)}`,
      })),
    }),
    'Blue: traces by members; pale: by everybody.',
    true,
  )}${table(
    dossier.topObjects.length > MOST_OBJECTS
      ? `The first ${MOST_OBJECTS} of ${count(dossier.topObjects.length)} objects`
      : 'Objects that members share most',
    [
      { head: '#', isNumber: true },
      { head: 'object' },
      { head: 'members', isNumber: true },
      { head: 'first', isOneLine: true },
      { head: 'median gap', isNumber: true },
    ],
    top.map((object, i) => [
      String(i + 1),
      foreign(shown(object.objectId).slice(0, 300)),
      count(object.members),
      utc(object.firstAtMs),
      span(object.medianGapMs),
    ]),
  )}`
}

/** The two texts as shown, words that only one of them has marked. */
function textsOf(
  pair: EdgeEvidence['pairs'][number],
  { name }: ReportData,
): { readonly first: Html; readonly second: Html; readonly words: string } {
  const [a, b] = [pair.first.text, pair.second.text]
  const none = html`<span class="soft">text: not in this file</span>`
  if (a === null || b === null) {
    const one = (text: string | null) => (text === null ? none : foreign(name.text(text).slice(0, MOST_LETTERS), 'post'))
    return { first: one(a), second: one(b), words: '' }
  }
  const [x, y] = [a, b].map((text) => name.text(text).slice(0, MOST_LETTERS)) as [string, string]
  const { first, second } = differencesOf(x, y)
  return { first: differing(first), second: differing(second), words: a === b ? ' · the same text' : ' · differences underlined' }
}

function side(post: PostRef, text: Html, { name }: ReportData): Html {
  const filled = (post.filled ?? [])
    .map((each) => `; ${each.fields.join(', ')} from file ${shortHash(each.fileSha256)} line ${count(each.line)}`)
    .join('')
  return html`<div class="side"><p><strong>${foreign(name(post.accountKey))}</strong> ${utc(post.atMs)}</p><p>${text}</p><p class="small soft">file ${shortHash(post.fileSha256)} line ${count(post.line)}${filled}</p></div>`
}

function evidence(full: FullDossier, data: ReportData): Html {
  const { dossier } = full
  const rounds = full.evidence.flatMap((edge) => edge.pairs.map((pair, i) => ({ edge, pair, i })))
  const pairs = rounds.sort((x, y) => x.i - y.i).slice(0, MOST_PAIRS)
  if (pairs.length === 0) return html`<h4>Evidence</h4><p>See it with <code>lockstep evidence CASE ${dossier.group.groupId}</code>.</p>`
  const all = dossier.edges.reduce((sum, edge) => sum + edge.pairs, 0)
  return html`<h4>Evidence: pairs of posts side by side</h4><p class="soft small">${plural(pairs.length, 'pair')} of ${count(all)}, from the strongest ties. All of them: <code>lockstep evidence CASE ${dossier.group.groupId}</code></p>
${pairs.map(({ edge, pair }) => {
  const texts = textsOf(pair, data)
  return html`<div class="pair"><h5>gap ${span(pair.gapMs)} · tie of weight ${count(edge.weight)} · object ${foreign(data.name.object(dossier.network.trace, pair.objectId).slice(0, 160))}${texts.words}</h5>${side(pair.first, texts.first, data)}${side(pair.second, texts.second, data)}</div>`
})}`
}

function facts({ dossier }: FullDossier): Html {
  const m = dossier.group.measures
  const rows: [string, Value][] = [
    ['network', dossier.network.networkId],
    ['accounts and ties', `${count(m.size)} accounts, ${count(m.edges)} ties, density ${number(m.density)}`],
    ['weight', `${count(m.weightMin)} to ${count(m.weightMax)}, median ${count(m.weightMedian)}`],
    [
      'coordinated',
      `${count(m.coordinatedTraces)} of their ${count(m.memberTraces)} traces (${percent(m.coordinatedTraces, m.memberTraces)}), on ${plural(m.objects, 'object')}`,
    ],
    ['median gap', span(m.gapMedianMs)],
    ['both sides alike', `${number(m.edgeSymmetry)} (1 = both ends of a tie act alike often)`],
    ['span', `${utc(m.firstAtMs)} to ${utc(m.lastAtMs)}`],
  ]
  return html`<dl>${rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`
}

/** What sets this group apart from the others, from its measures alone. */
function inShort({ group: { measures: m }, network, topObjects }: Dossier): string {
  const most = topObjects[0]
  const share = `${percent(m.coordinatedTraces, m.memberTraces)} of what they did in the ${network.trace} trace they did together`
  const reach =
    m.spreadAllTraces > 0 ? `; ${percent(m.spreadMemberTraces, m.spreadAllTraces)} of the spread of these objects is theirs` : ''
  const joint = most ? ` On the most shared object ${plural(most.members, 'member')} acted.` : ''
  return `${plural(m.size, 'account')} on ${plural(m.objects, 'object')} over ${span(Math.max(0, m.lastAtMs - m.firstAtMs))}, half of the meetings within ${span(m.gapMedianMs)}; ${share}${reach}.${joint}`
}

/** One group; one that is explained or within chance is kept shorter: its pictures and evidence are folded away. */
export function dossierChapter(full: FullDossier, data: ReportData): Html {
  const { dossier } = full
  const id = dossier.group.groupId
  const isShort = dossier.standing !== 'stands-out' || dossier.status === 'dismissed'
  const rest = html`${objects(full, data)}${whatTheyWrote(full, data)}${mediaPart(full, data)}${accounts(full, data)}${evidence(full, data)}`
  return html`<section class="dossier" aria-labelledby="${id}"><h3 id="${id}">${id} · ${plural(dossier.group.measures.size, 'account')} · ${dossier.status} ${standingChip(dossier)}</h3>
<p class="lead">${inShort(dossier)}</p><p>Measured, why “${STANDING[dossier.standing].words}”: ${dossier.summary}</p>${dossier.statusWhy ? html`<p>Why ${dossier.status}: ${dossier.statusWhy}</p>` : ''}${facts(full)}
${isShort ? '' : pictures(full, data)}${baseline(full)}${explanations(full)}${robustness(full)}${stability(full, data)}${signalsPart(id, data)}
${isShort ? details(`Pictures, objects, accounts and evidence of ${id}`, html`${pictures(full, data)}${rest}`) : rest}
${dossier.limits.length ? html`<h4>Limits of this dossier</h4><ul>${dossier.limits.map((text) => html`<li>${text}</li>`)}</ul>` : ''}
<p class="small"><a href="#groups">Back to the groups</a></p></section>`
}
