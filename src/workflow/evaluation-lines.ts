import type { Evaluation, LabelResult, Rate } from './evaluate.js'

const percent = (share: number) => `${Math.round(share * 100)} %`

/** `12 of 14 (86 %, 60–96 %)` */
export function rateWords(rate: Rate): string {
  if (rate.share === null) return 'none to count'
  return `${rate.hits} of ${rate.of} (${percent(rate.share)}, ${Math.round(rate.low * 100)}–${percent(rate.high)})`
}

/** The evaluation in words, for a terminal. Control characters in labels are shown as �. */
export function evaluationLines(evaluation: Evaluation): string[] {
  const { accounts, groups, operations, lookAlikes, byStrength, confusion } = evaluation
  const flagged = confusion.filter((group) => group.standing === 'stands-out')
  return [
    `groups    ${confusion.length} on ${evaluation.networks.length} networks, ${flagged.length} of them stand out`,
    `precision ${rateWords(groups.precision)} of groups that stand out are of operations; ${rateWords(accounts.precision)} of their accounts`,
    `recall    ${rateWords(groups.operationsFound)} operations found; ${rateWords(accounts.recall)} of their accounts`,
    ...byStrength.map(
      (one) => `  ${(one.strength || 'no strength given').padEnd(8)}${rateWords(one.operations)} found; ${rateWords(one.members)} accounts`,
    ),
    `flagged wrongly  look-alikes ${rateWords(groups.lookAlikesFlagged)}; their groups ${rateWords(groups.lookAlikeGroupsFlagged)}; background accounts ${rateWords(accounts.backgroundFlagged)}`,
    ...(operations.length > 0 ? ['', ...labelTable('operation', operations)] : []),
    ...(lookAlikes.length > 0 ? ['', ...labelTable('look-alike', lookAlikes)] : []),
  ]
}

function labelTable(title: string, results: readonly LabelResult[]): string[] {
  const rows = [
    [title, 'strength', 'in a group', 'stands out', 'groups that stand out'],
    ...results.map((one) => [
      visible(one.label),
      visible(one.strength),
      `${one.grouped.hits} of ${one.grouped.of}`,
      `${one.flagged.hits} of ${one.flagged.of}`,
      `${one.groups.hits} of ${one.groups.of}${one.groupIds.length > 0 ? ` (${one.groupIds.slice(0, 4).join(' ')}${one.groupIds.length > 4 ? ' …' : ''})` : ''}`,
    ]),
  ]
  const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)))
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
