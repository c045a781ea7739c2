import { createRng, quantileOfSorted, wilsonInterval } from '../../src/statistics/index.js'

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`
}

export function share(part: number, all: number): string {
  return all === 0 ? 'none' : `${part} of ${all} (${percent(part / all)})`
}

/** With the Wilson 95 % interval. */
export function shareWithin(part: number, all: number): string {
  if (all === 0) return 'none'
  const { low, high } = wilsonInterval(part, all)
  return `${part} of ${all} (${(100 * low).toFixed(0)}–${percent(high, 0)})`
}

export function mean(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length
}

/** 95 % of the ratio of sums, whole rows drawn again. */
export function ratioInterval(rows: readonly { readonly hits: number; readonly of: number }[]): {
  value: number
  low: number
  high: number
} {
  const ratio = (list: readonly { readonly hits: number; readonly of: number }[]) =>
    list.reduce((sum, row) => sum + row.hits, 0) / list.reduce((sum, row) => sum + row.of, 0)
  const rng = createRng('rows drawn again')
  const drawn = Array.from({ length: 1000 }, () => ratio(rows.map(() => rows[rng.below(rows.length)] as (typeof rows)[number]))).sort(
    (a, b) => a - b,
  )
  return { value: ratio(rows), low: quantileOfSorted(drawn, 0.025), high: quantileOfSorted(drawn, 0.975) }
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
