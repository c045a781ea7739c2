/**
 * Goes through the pairs of rows within the window, account by account, and writes every edge with its measures. The pairs of one account are held at once, so
 * memory grows with the largest account's, not with all. A parity method adds which rows take part and which pairs count.
 */
import type { Job } from '../../store/index.js'
import type { BuiltNetwork } from '../method.js'
import { edgeBuffer } from '../windowed-cooccurrence/edges.js'
import { edgeWriter, type Written } from '../windowed-cooccurrence/write.js'
import { pacer, type Rows, type Windows } from './rows.js'

export interface Rules {
  /** Every pair of accounts gives an edge each way, and one account an edge to itself. */
  readonly isDirected: boolean
  /** Whether the pair of rows i, j counts; null: all do. */
  readonly counts: ((i: number, j: number) => boolean) | null
  readonly weigh: 'pairs' | 'posts of the first'
  readonly minWeight: number
}

export async function writeCounted(
  job: Job,
  networkKey: number,
  rows: Rows,
  windows: Windows,
  rules: Rules,
): Promise<Pick<BuiltNetwork, 'edges' | 'accounts' | 'notes'>> {
  const { accounts } = rows.traces
  const { start, order } = byAccount(rows, windows)
  const buffer = edgeBuffer(rows.traces)
  const countAccount = accountCounter(rows, windows, rules, buffer.add)
  const pace = pacer(job, 'counting pairs', accounts)
  const writer = await edgeWriter(job, networkKey, rows.keyOf, accounts)
  let written: Written
  try {
    for (let a = 0; a < accounts; a++) {
      const mine = order.subarray(start[a], start[a + 1])
      const wait = mine.length > 0 ? pace(countAccount(a, mine), a) : undefined
      if (buffer.size() > 50_000) writer.write(buffer.take())
      if (wait) await wait
    }
    writer.write(buffer.take())
  } finally {
    written = writer.close()
  }
  return { ...written, notes: [] }
}

/** The rows of each account that are not alone in their window, in order. */
function byAccount({ traces: { account, accounts, count } }: Rows, { starts, ends }: Windows) {
  const start = new Int32Array(accounts + 1)
  const isAlone = (i: number) => (ends[i] as number) - (starts[i] as number) < 2
  for (let i = 0; i < count; i++) if (!isAlone(i)) start[(account[i] as number) + 1]!++
  for (let a = 0; a < accounts; a++) start[a + 1]! += start[a] as number
  const next = start.slice()
  const order = new Int32Array(start[accounts] as number)
  for (let i = 0; i < count; i++) if (!isAlone(i)) order[next[account[i] as number]!++] = i
  return { start, order }
}

function grown(list: Int32Array, need: number): Int32Array {
  if (need <= list.length) return list
  const larger = new Int32Array(Math.max(need, list.length * 2))
  larger.set(list)
  return larger
}

/** One account: its pairs are listed, then put together by the other account, which gives its edges. Gives the number of rows looked at. */
function accountCounter({ traces }: Rows, { starts, ends }: Windows, rules: Rules, add: ReturnType<typeof edgeBuffer>['add']) {
  const { account, post, objectStart, accounts, count } = traces
  const { counts, isDirected, weigh, minWeight } = rules
  const objectOf = new Int32Array(count)
  for (let o = 0; o + 1 < objectStart.length; o++) objectOf.fill(o, objectStart[o], objectStart[o + 1])
  const place = new Int32Array(accounts)
  let met: Int32Array = new Int32Array(1024)
  let listed: Int32Array = new Int32Array(4096)
  let pairs: Int32Array = new Int32Array(4096)

  const list = (self: number, mine: Int32Array) => {
    let [looked, size, others] = [0, 0, 0]
    for (const i of mine) {
      const [from, end] = [starts[i] as number, ends[i] as number]
      looked += end - from
      for (let j = from; j < end; j++) {
        const other = account[j] as number
        if (other === self ? !isDirected || j <= i : !isDirected && other < self) continue
        if (counts && !counts(i, j)) continue
        if (size + 2 > listed.length) listed = grown(listed, size + 2)
        listed[size] = i
        listed[size + 1] = j
        size += 2
        if (place[other]!++ > 0) continue
        if (others === met.length) met = grown(met, others + 1)
        met[others++] = other
      }
    }
    return { looked, size, found: met.subarray(0, others).sort() }
  }
  const gather = (size: number, found: Int32Array) => {
    pairs = grown(pairs, size)
    let start = 0
    for (const other of found) {
      const length = (place[other] as number) * 2
      place[other] = start
      start += length
    }
    for (let p = 0; p < size; p += 2) {
      const other = account[listed[p + 1] as number] as number
      const at = place[other] as number
      pairs[at] = listed[p] as number
      pairs[at + 1] = listed[p + 1] as number
      place[other] = at + 2
    }
  }
  /** Rows of one account come in the order of objects. */
  const objectsIn = (start: number, end: number) => {
    let objects = 0
    for (let p = start, before = -1; p < end; p += 2) {
      const object = objectOf[pairs[p] as number] as number
      if (object !== before) objects++
      before = object
    }
    return objects
  }
  const postsIn = (start: number, end: number, step: 1 | 2) => {
    if (end - start === 2) return step === 1 && post[pairs[start] as number] !== post[pairs[start + 1] as number] ? 2 : 1
    const posts = new Set<number>()
    for (let p = start; p < end; p += step) posts.add(post[pairs[p] as number] as number)
    return posts.size
  }
  return (self: number, mine: Int32Array): number => {
    const { looked, size, found } = list(self, mine)
    gather(size, found)
    let start = 0
    for (const other of found) {
      const end = place[other] as number
      place[other] = 0
      const isLoop = other === self
      const weight = weigh === 'pairs' ? (end - start) / 2 : postsIn(start, end, isLoop ? 1 : 2)
      if (weight >= minWeight)
        add({ lo: self, hi: other, weight, objects: objectsIn(start, end), pairs, start, end, ...(isLoop ? { posts: weight } : {}) })
      start = end
    }
    return looked
  }
}
