import { sharedInts, type Traces } from './columns.js'

/** What the traces cost before anything is counted, and what the entries of the kernel are made from. Found while the traces are read. */
export interface Survey {
  /** Unordered pairs of traces within the window, same-account pairs included. */
  readonly pairs: number
  readonly pairsOf: Float64Array
  readonly accountsRead: number
  /** Trace → one past the last of its window; 0: no other trace is within the window. */
  readonly ends: Int32Array
  /** Objects are cut into parts of about equally many traces, so that threads can share work: part → first object; one more at the end. */
  readonly partStart: Int32Array
  /** Part → account → its traces that are not alone. */
  readonly counts: readonly Int32Array[]
}

export interface Surveyor {
  /** Takes the traces up to `row`, which lie in the columns already; `objects` are their keys. */
  take(row: number, objects: Int32Array): void
  finish(): { survey: Survey; objectStart: Int32Array; objectKey: Int32Array }
}

interface Sizes {
  readonly rows: number
  readonly accounts: number
  /** At least as many as there are. */
  readonly objects: number
  readonly parts: number
}

export function surveyor({ account, time }: Pick<Traces, 'account' | 'time'>, window: number, sizes: Sizes): Surveyor {
  const { rows, accounts, parts } = sizes
  const ends = sharedInts(rows)
  const starts = new Int32Array(sizes.objects + 1)
  const keys = new Int32Array(sizes.objects)
  const pairsOf = new Float64Array(sizes.objects)
  const counts = Array.from({ length: parts }, () => sharedInts(accounts))
  const partStart = new Int32Array(parts + 1)
  const seen = new Uint8Array(accounts)
  let part = 0
  let mine = counts[0] as Int32Array
  let objects = 0
  let pairs = 0
  let pairsHere = 0
  let key = -1
  let before = 0
  let at = 0
  /** First trace whose window is still open. */
  let open = 0
  const close = (i: number, end: number) => {
    if (end === i + 1 && (i === 0 || (ends[i - 1] as number) <= i)) return
    ends[i] = end
    mine[account[i] as number]!++
  }
  const closeObject = (end: number) => {
    while (open < end) close(open++, end)
    if (objects > 0) pairsOf[objects - 1] = pairsHere
    pairs += pairsHere
    pairsHere = 0
  }
  return {
    take: (row, objectKeys) => {
      const from = at
      for (let i = from; i < row; i++) {
        const object = objectKeys[i - from] as number
        const t = time[i] as number
        if (object !== key) {
          if (object < key) throw new Error('traces are not in the order of their objects')
          closeObject(i)
          while (part + 1 < parts && i >= ((part + 1) * rows) / parts) {
            partStart[++part] = objects
            mine = counts[part] as Int32Array
          }
          key = object
          keys[objects] = object
          starts[objects++] = i
        } else if (t < before) throw new Error('traces of an object are not in the order of time')
        before = t
        seen[account[i] as number] = 1
        while (t - (time[open] as number) > window) close(open++, i)
        pairsHere += i - open
      }
      at = row
    },
    finish: () => {
      closeObject(at)
      starts[objects] = at
      partStart.fill(objects, part + 1)
      const objectStart = sharedInts(objects + 1)
      objectStart.set(starts.subarray(0, objects + 1))
      let accountsRead = 0
      for (let a = 0; a < accounts; a++) accountsRead += seen[a] as number
      const survey = { pairs, pairsOf: pairsOf.subarray(0, objects), accountsRead, ends, partStart, counts }
      return { survey, objectStart, objectKey: keys.subarray(0, objects) }
    },
  }
}
