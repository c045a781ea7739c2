/** A command of several steps keeps those that were finished when a later one fails or is cut off; what stays unchanged is said with them. */
import { ProblemError } from '../model/index.js'
import type { Case, LedgerEntry } from '../store/index.js'

/** The same problem, with the steps that were finished before it. */
export function withFinished(error: unknown, finished: readonly LedgerEntry[]): unknown {
  if (!(error instanceof ProblemError) || finished.length === 0) return error
  const { problem } = error
  const steps = finished.map(({ asked: { verb, params } }) => [verb, params.name ?? params.networkId].join(' ').trim())
  const rest = problem.code === 'cancelled/by-person' ? 'the step that was cut off left nothing' : problem.unchanged
  return new ProblemError({ ...problem, unchanged: `finished before and kept in the case: ${steps.join(', ')}; ${rest}` }, { cause: error })
}

export async function tellFinished<T>(kase: Case, work: () => Promise<T>): Promise<T> {
  const before = (await kase.ledger()).length
  try {
    return await work()
  } catch (error) {
    throw withFinished(error, (await kase.ledger().catch(() => [])).slice(before))
  }
}
