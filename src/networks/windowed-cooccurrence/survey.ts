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
  /** Takes the traces before row `to`, which lie in the columns already; `objects` are their keys. */
  take(to: number, objects: Int32Array): void
  finish(): { survey: Survey; objectStart: Int32Array; objectKey: Int32Array }
}

interface Sizes {
  readonly rows: number
  readonly accounts: number
  /** At least as many as there are. */
  readonly objects: number
  readonly parts: number
}

/** Trace `i` meets no trace from `end` on. */
function close(i: number, end: number, ends: Int32Array, counts: Int32Array, account: Int32Array): void {
  const isAlone = end === i + 1 && (i === 0 || (ends[i - 1] as number) <= i)
  if (isAlone) return
  ends[i] = end
  counts[account[i] as number]!++
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
  let objects = 0
  let row = 0
  /** First trace whose window is still open. */
  let open = 0
  return {
    take: (to, objectKeys) => {
      const from = row
      let mine = counts[part] as Int32Array
      let first = open
      let key = objects > 0 ? (keys[objects - 1] as number) : -1
      let pairs = objects > 0 ? (pairsOf[objects - 1] as number) : 0
      for (let i = from; i < to; i++) {
        const object = objectKeys[i - from] as number
        const t = time[i] as number
        if (object !== key) {
          if (object < key) throw new Error('traces are not in the order of their objects')
          for (; first < i; first++) close(first, i, ends, mine, account)
          if (objects > 0) pairsOf[objects - 1] = pairs
          while (part + 1 < parts && i >= ((part + 1) * rows) / parts) {
            partStart[++part] = objects
            mine = counts[part] as Int32Array
          }
          pairs = 0
          key = object
          keys[objects] = object
          starts[objects++] = i
        } else if (t < (time[i - 1] as number)) throw new Error('traces of an object are not in the order of time')
        seen[account[i] as number] = 1
        for (; t - (time[first] as number) > window; first++) close(first, i, ends, mine, account)
        pairs += i - first
      }
      if (objects > 0) pairsOf[objects - 1] = pairs
      open = first
      row = to
    },
    finish: () => {
      for (; open < row; open++) close(open, row, ends, counts[part] as Int32Array, account)
      starts[objects] = row
      partStart.fill(objects, part + 1)
      const objectStart = sharedInts(objects + 1)
      objectStart.set(starts.subarray(0, objects + 1))
      let accountsRead = 0
      let pairs = 0
      for (let a = 0; a < accounts; a++) accountsRead += seen[a] as number
      for (let o = 0; o < objects; o++) pairs += pairsOf[o] as number
      const survey = { pairs, pairsOf: pairsOf.subarray(0, objects), accountsRead, ends, partStart, counts }
      return { survey, objectStart, objectKey: keys.subarray(0, objects) }
    },
  }
}
