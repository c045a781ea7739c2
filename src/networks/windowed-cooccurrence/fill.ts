/** What the entries of the kernel are made from, by whichever thread is free. */
export interface Filling {
  readonly account: Int32Array
  readonly objectStart: Int32Array
  readonly hubOf: Int32Array
  readonly ends: Int32Array
  /** Accounts are cut into parts, so that no two threads write side by side: part → first account; one more at the end. */
  readonly partStart: Int32Array
  /** Account → where its next entry goes. */
  readonly next: Int32Array
  readonly entries: Int32Array
}

export function fillPart({ account, objectStart, hubOf, ends, partStart, next, entries }: Filling, part: number): void {
  const first = partStart[part] as number
  const last = partStart[part + 1] as number
  for (let o = 0; o < hubOf.length; o++) {
    if (hubOf[o] !== -1) continue
    const from = objectStart[o] as number
    const to = objectStart[o + 1] as number
    for (let i = from, start = from; i < to; i++) {
      const end = ends[i] as number
      if (end === 0) continue
      const a = account[i] as number
      if (a < first || a >= last) continue
      while ((ends[start] as number) <= i) start++
      const at = next[a]!++ * 4
      entries[at] = start
      entries[at + 1] = end
      entries[at + 2] = i
      entries[at + 3] = o
    }
  }
}
