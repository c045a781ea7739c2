import { fail } from '../model/index.js'

const grouped = (n: number) => n.toLocaleString('en-US')

/** Says what the pairs would cost, before any is made. */
export function stopOverBudget(pairs: number, budget: number, cost: { seconds: number; bytes: number; besides?: string }): never {
  fail({
    code: 'network/over-budget',
    what: `this network needs ${grouped(pairs)} pairs of traces, more than the budget of ${grouped(budget)}: about ${grouped(Math.ceil(cost.seconds))} s and ${grouped(Math.ceil(cost.bytes / 1e6))} MB here, more when many edges remain`,
    where: { column: '--budget', value: String(budget) },
    fix: `choose a smaller --window, ${cost.besides ? '' : 'or '}allow it with --budget ${pairs}${cost.besides ?? ''}`,
    unchanged: 'no network was made',
  })
}
