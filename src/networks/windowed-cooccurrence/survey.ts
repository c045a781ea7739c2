/** What the traces cost before anything is counted, and what the entries of the kernel are made from. */
export interface Survey {
  /** Object → unordered pairs of its traces within the window, same-account pairs included. */
  readonly pairsOf: Float64Array
  /** Account → 1 when it has a trace. */
  readonly seen: Uint8Array
  /** Trace → one past the last of its window; 0: no other trace is within the window. */
  readonly ends: Int32Array
  /** Objects are cut into parts of about equally many traces, so that threads can share work: part → first object; one more at the end. */
  readonly partStart: Int32Array
  /** Part → account → its traces that are not alone. */
  readonly counts: readonly Int32Array[]
}

/** What a thread needs to survey a part. */
export interface Surveying extends Survey {
  readonly account: Int32Array
  readonly time: Int32Array | Float64Array
  readonly objectStart: Int32Array
  readonly window: number
}

/** @throws Error when the traces of an object are not in the order of time */
export function surveyPart({ account, time, objectStart, window, pairsOf, seen, ends, partStart, counts }: Surveying, part: number): void {
  const mine = counts[part] as Int32Array
  for (let o = partStart[part] as number; o < (partStart[part + 1] as number); o++) {
    const from = objectStart[o] as number
    const to = objectStart[o + 1] as number
    let pairs = 0
    let before = time[from] as number
    // The trace before this one ended its window here: nobody before this trace is near it.
    let endBefore = from
    for (let i = from, end = from; i < to; i++) {
      const t = time[i] as number
      if (t < before) throw new Error('traces of an object are not in the order of time')
      before = t
      if (end <= i) end = i + 1
      while (end < to && (time[end] as number) - t <= window) end++
      const a = account[i] as number
      if (seen[a] === 0) seen[a] = 1
      pairs += end - i - 1
      if (end > i + 1 || endBefore > i) {
        ends[i] = end
        mine[a]!++
      }
      endBefore = end
    }
    pairsOf[o] = pairs
  }
}
