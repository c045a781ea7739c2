/** How signals read on a terminal. */
import type { SignalMeasure, SignalResult } from '../model/index.js'
import { bold, fold, table, visible } from './render.js'

const STATUS: Readonly<Record<SignalResult['status'], string>> = {
  measured: 'measured',
  'not-in-data': 'not in this data',
  'too-little': 'too little to say',
}

const number = (value: number | null) => (value === null ? 'not measured' : String(Number(value.toPrecision(3))))

function said(result: SignalResult): string {
  return result.status === 'measured' ? (result.isNotable ? 'beyond the baseline' : 'within the baseline') : STATUS[result.status]
}

/** One row a group and signal. */
export function signalRows(results: readonly SignalResult[]): string[] {
  return table(
    ['group', 'signal', 'p', 'p corrected', 'says'],
    results.map((each) => [each.groupId, each.signalId, number(each.pValue), number(each.qValue), said(each)]),
  )
}

function measureRow({ name, unit, value, baseline, pValue, why }: SignalMeasure): string[] {
  const usual = baseline ? `${number(baseline.low)} to ${number(baseline.high)}, median ${number(baseline.median)}` : (why ?? 'none')
  return [name, value === null ? 'not measured' : `${number(value)} ${unit}`, usual, pValue === null ? '' : number(pValue)]
}

/** One signal of one group in full. */
export function signalLines(result: SignalResult): string[] {
  const lines = [bold(`${result.groupId} · ${result.signalId}: ${said(result)}`), ...fold(visible(result.sentence, 600), 98, '  ')]
  if (result.missing.length > 0) lines.push(`  needs ${result.missing.join(', ')}`)
  if (result.measures.length > 0)
    lines.push(
      ...table(['measure', 'this group', 'accounts of like activity', 'p'], result.measures.map(measureRow)).map((line) => `  ${line}`),
    )
  if (result.ordinary !== '') lines.push(...fold(`Ordinary: ${visible(result.ordinary, 600)}`, 98, '  '))
  return [...lines, ...result.limits.flatMap((limit) => fold(`Limit: ${visible(limit, 400)}`, 98, '  ')), '']
}
