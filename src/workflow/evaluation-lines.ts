import { plural } from '../model/index.js'
import type { Estimate } from '../statistics/index.js'
import type { Evaluation, LabelResult, PlainRule, RankedRule, Rate, SignalEvaluation } from './evaluate.js'

/** One digit below 1 %, so that one of thousands is not 0. */
const hundredths = (share: number) => (share > 0 && share < 0.01 ? Number((100 * share).toPrecision(1)) : Math.round(100 * share))
const percent = (share: number) => `${hundredths(share)} %`

/** `12 of 14 (86 %, 60–96 %)` */
export function rateWords(rate: Rate): string {
  if (rate.share === null) return 'none to count'
  return `${rate.hits} of ${rate.of} (${percent(rate.share)}, ${hundredths(rate.low)}–${percent(rate.high)})`
}

/** The evaluation in words, for a terminal. Control characters in labels are shown as �. */
export function evaluationLines(evaluation: Evaluation): string[] {
  const { accounts, groups, operations, lookAlikes, byStrength, confusion } = evaluation
  const flagged = confusion.filter((group) => group.standing === 'stands-out')
  return [
    `groups    ${confusion.length} on ${plural(evaluation.networks.length, 'network')}, ${flagged.length} of them ${flagged.length === 1 ? 'stands' : 'stand'} out`,
    `precision ${rateWords(groups.precision)} of groups that stand out are of operations; ${rateWords(accounts.precision)} of their accounts`,
    `recall    ${rateWords(groups.operationsFound)} operations found; ${rateWords(accounts.recall)} of their accounts`,
    ...byStrength.map(
      (one) => `  ${(one.strength || 'no strength given').padEnd(8)}${rateWords(one.operations)} found; ${rateWords(one.members)} accounts`,
    ),
    `flagged wrongly  look-alikes ${rateWords(groups.lookAlikesFlagged)}; their groups ${rateWords(groups.lookAlikeGroupsFlagged)}; background accounts ${rateWords(accounts.backgroundFlagged)}`,
    ...(evaluation.plainRule ? [plainLine(evaluation.plainRule)] : []),
    ...(operations.length > 0 ? ['', ...labelTable('operation', operations)] : []),
    ...(lookAlikes.length > 0 ? ['', ...labelTable('look-alike', lookAlikes)] : []),
    ...(evaluation.signals ? ['', ...signalTable(evaluation.signals)] : []),
    ...(operations.length > 0 && evaluation.rankings.length > 0 ? ['', ...rankingTable(evaluation.rankings)] : []),
  ]
}

function signalTable({ signals, unknown }: SignalEvaluation): string[] {
  const short = ({ hits, of, share, low, high }: Rate) =>
    share === null ? 'none' : `${hits} of ${of} (${hundredths(low)}–${percent(high)})`
  return [
    ...table([
      [
        'signal',
        'of the groups it fires on, carry it',
        'of those that carry it, fires',
        'of those that do not',
        'look-alikes',
        'background',
        'not measured',
      ],
      ...signals.map((one) => [
        one.signalId,
        short(one.precision),
        short(one.recall),
        short(one.without),
        `${one.lookAlikes.hits} of ${one.lookAlikes.of}`,
        `${one.background.hits} of ${one.background.of}`,
        `${one.notMeasured.carrying} that carry it, ${one.notMeasured.others} others`,
      ]),
    ]),
    'A group carries a behaviour when half of its members or more are labelled with it. Harmless groups may carry it too: a signal describes, it does not judge.',
    ...(unknown.length > 0 ? [`no signal for: ${unknown.map(visible).join(', ')}`] : []),
  ]
}

function plainLine({ weight, recall, falseAccounts, groups }: PlainRule): string {
  const start = 'plain rule  to reach as many accounts of operations, '
  if (weight === null) return `${start}no edge weight is low enough`
  return `${start}an edge of weight ${weight} or more (recall ${percent(recall)}) also reaches ${falseAccounts} others; the groups that stand out ${groups.falseAccounts}`
}

/** Merged rules first, then by network. */
function rankingTable(rankings: readonly RankedRule[]): string[] {
  return [
    ...table([
      ['ordered by', 'accounts: average precision', 'AUC', 'pairs: average precision', 'AUC'],
      ...rankings.map((one) => [
        ruleWords(one),
        estimateWords(one.accounts.averagePrecision),
        estimateWords(one.accounts.auc),
        estimateWords(one.pairs.averagePrecision),
        estimateWords(one.pairs.auc),
      ]),
    ]),
    'Accounts are ordered here only, beside labels that are known: no finding gives a single account a score. In brackets 95 % over operations drawn again.',
  ]
}

/** `edge weight, repost-60s`; `groups, all 8 networks` */
export function ruleWords({ rule, method, networks, isMerged }: RankedRule): string {
  const by = { groups: 'standing of groups', weight: 'edge weight', p: 'p of the edge' }[rule]
  if (!isMerged) return `${by}, ${visible(networks[0] ?? '')}`
  return `${by}, ${rule === 'weight' ? `all of ${method}` : `all networks (${networks.length})`}`
}

export function estimateWords({ value, low, high }: Estimate): string {
  if (value === null) return 'none'
  return low === null || high === null ? value.toFixed(3) : `${value.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`
}

function labelTable(title: string, results: readonly LabelResult[]): string[] {
  return table([
    [title, 'strength', 'in a group', 'stands out', 'groups that stand out'],
    ...results.map((one) => [
      visible(one.label),
      visible(one.strength),
      `${one.grouped.hits} of ${one.grouped.of}`,
      `${one.flagged.hits} of ${one.flagged.of}`,
      `${one.groups.hits} of ${one.groups.of}${one.groupIds.length > 0 ? ` (${one.groupIds.slice(0, 4).join(' ')}${one.groupIds.length > 4 ? ' …' : ''})` : ''}`,
    ]),
  ])
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] as readonly string[]).map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd(),
  )
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD').slice(0, 40)
}
