import type { Cascades } from './cascades.js'

export interface Clock {
  readonly firstMs: number
  readonly lastMs: number
  /** Times are whole multiples of this (a minute, an hour, a day): gaps are known only so well. Null when finer, or with fewer than 20 times. */
  readonly stepMs: number | null
}

const STEPS = [86_400_000, 3_600_000, 60_000]
const LEAST_TIMES = 20

/** Null without traces. */
export function clockOf({ atMs }: Cascades): Clock | null {
  if (atMs.length === 0) return null
  let [firstMs, lastMs] = [atMs[0] as number, atMs[0] as number]
  for (const at of atMs) {
    if (at < firstMs) firstMs = at
    if (at > lastMs) lastMs = at
  }
  const stepMs = atMs.length < LEAST_TIMES ? null : (STEPS.find((step) => atMs.every((at) => at % step === 0)) ?? null)
  return { firstMs, lastMs, stepMs }
}
