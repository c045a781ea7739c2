/**
 * Traces of one kind by object and by account. Object numbers are the caller's, accounts too; `rank` says in which order the objects began, and an account's
 * objects are listed in that order, so that sittings are runs of neighbours.
 */
export interface Cascades extends Columns {
  readonly traces: number
  /** One more than the largest account number, one more than the largest object number. */
  readonly accounts: number
  readonly objects: number
  /** Object o has positions objectStart[o] … objectStart[o + 1] - 1. */
  readonly objectStart: Int32Array
  /** Positions of account a by rank of the object, then time: byAccount[accountStart[a]] … byAccount[accountStart[a + 1] - 1]. */
  readonly accountStart: Int32Array
  readonly byAccount: Int32Array
  /** Place of each object by its first time, then number; objects without traces come last. */
  readonly rank: Int32Array
  /** Distinct accounts per object, distinct objects per account. */
  readonly size: Int32Array
  readonly degree: Int32Array
}

/** By object, time, account. */
export interface Columns {
  readonly object: Int32Array
  readonly account: Int32Array
  readonly atMs: Float64Array
}

/** The rows must be ordered by object, time, account. */
export function cascadesOf({ object, account, atMs }: Columns): Cascades {
  const traces = object.length
  const objects = traces === 0 ? 0 : (object[traces - 1] as number) + 1
  let accounts = 0
  for (let i = 0; i < traces; i++) {
    if (i > 0 && (object[i] as number) < (object[i - 1] as number)) throw new RangeError('traces must be ordered by object')
    accounts = Math.max(accounts, (account[i] as number) + 1)
  }
  const objectStart = starts(object, objects)
  const accountStart = starts(account, accounts)
  const order = byBeginning(objectStart, atMs)
  const rank = new Int32Array(objects)
  const next = accountStart.slice()
  const byAccount = new Int32Array(traces)
  const size = new Int32Array(objects)
  const degree = new Int32Array(accounts)
  const last = new Int32Array(accounts).fill(-1)
  for (let r = 0; r < objects; r++) {
    const o = order[r] as number
    rank[o] = r
    for (let i = objectStart[o] as number; i < (objectStart[o + 1] as number); i++) {
      const a = account[i] as number
      byAccount[next[a] as number] = i
      next[a] = (next[a] as number) + 1
      if (last[a] === o) continue
      last[a] = o
      size[o] = (size[o] as number) + 1
      degree[a] = (degree[a] as number) + 1
    }
  }
  return { traces, accounts, objects, objectStart, object, account, atMs, accountStart, byAccount, rank, size, degree }
}

function starts(keys: Int32Array, size: number): Int32Array {
  const start = new Int32Array(size + 1)
  for (let i = 0; i < keys.length; i++) start[(keys[i] as number) + 1] = (start[(keys[i] as number) + 1] as number) + 1
  for (let k = 0; k < size; k++) start[k + 1] = (start[k + 1] as number) + (start[k] as number)
  return start
}

const DIGIT = 65_536

/** Objects by first time, ties by number: radix sort from the low digits up. */
function byBeginning(objectStart: Int32Array, atMs: Float64Array): Int32Array {
  const objects = objectStart.length - 1
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  const began = new Float64Array(objects)
  for (let o = 0; o < objects; o++) {
    const at = objectStart[o] === objectStart[o + 1] ? Number.POSITIVE_INFINITY : (atMs[objectStart[o] as number] as number)
    began[o] = at
    if (at === Number.POSITIVE_INFINITY) continue
    least = Math.min(least, at)
    most = Math.max(most, at)
  }
  for (let o = 0; o < objects; o++) began[o] = Math.min(began[o] as number, most + 1) - least
  let order = Int32Array.from({ length: objects }, (_, o) => o)
  let other = new Int32Array(objects)
  const from = new Int32Array(DIGIT + 1)
  for (let unit = 1; unit <= most + 1 - least; unit *= DIGIT) {
    from.fill(0)
    const digit = (o: number) => Math.floor((began[o] as number) / unit) % DIGIT
    for (let o = 0; o < objects; o++) from[digit(o) + 1] = (from[digit(o) + 1] as number) + 1
    for (let d = 0; d < DIGIT; d++) from[d + 1] = (from[d + 1] as number) + (from[d] as number)
    for (let r = 0; r < objects; r++) {
      const o = order[r] as number
      const d = digit(o)
      other[from[d] as number] = o
      from[d] = (from[d] as number) + 1
    }
    ;[order, other] = [other, order]
  }
  return order
}

/** Objects that one account and another share, in the order in which the objects began. Valid only inside the visit. */
export interface Trials {
  readonly object: Int32Array
  /** Least gap between them on it, and the earlier of those two times. */
  readonly gapMs: Float64Array
  readonly atMs: Float64Array
  /** Positions of the first traces of the two on it. */
  readonly first: Int32Array
  readonly second: Int32Array
}

export function roomFor(many: number) {
  return {
    object: new Int32Array(many),
    gapMs: new Float64Array(many),
    atMs: new Float64Array(many),
    first: new Int32Array(many),
    second: new Int32Array(many),
  }
}

/** Rows of pairs to look through: sum over objects of accounts · traces. */
export function costOf(cascades: Cascades): number {
  let cost = 0
  for (let o = 0; o < cascades.objects; o++)
    cost += (cascades.size[o] as number) * ((cascades.objectStart[o + 1] as number) - (cascades.objectStart[o] as number))
  return cost / 2
}

/** The objects that a and b share, in the order in which they began. */
export function trialsOf(cascades: Cascades, a: number, b: number): Trials & { readonly many: number } {
  const { accountStart, byAccount, object: objectAt, atMs: time, rank } = cascades
  const most = Math.min(cascades.degree[a] ?? 0, cascades.degree[b] ?? 0)
  const trials = roomFor(most)
  if (most === 0) return { ...trials, many: 0 }
  let i = accountStart[a] as number
  let j = accountStart[b] as number
  const [endA, endB] = [accountStart[a + 1] as number, accountStart[b + 1] as number]
  let many = 0
  while (i < endA && j < endB) {
    const o = objectAt[byAccount[i] as number] as number
    const p = objectAt[byAccount[j] as number] as number
    if (o !== p) {
      if ((rank[o] as number) < (rank[p] as number)) i++
      else j++
      continue
    }
    let gapMs = Number.POSITIVE_INFINITY
    let at = 0
    trials.first[many] = byAccount[i] as number
    trials.second[many] = byAccount[j] as number
    const isOn = (k: number, end: number) => k < end && objectAt[byAccount[k] as number] === o
    while (isOn(i, endA) && isOn(j, endB)) {
      const [left, right] = [time[byAccount[i] as number] as number, time[byAccount[j] as number] as number]
      if (Math.abs(left - right) < gapMs) {
        gapMs = Math.abs(left - right)
        at = Math.min(left, right)
      }
      if (left < right) i++
      else j++
    }
    while (isOn(i, endA)) i++
    while (isOn(j, endB)) j++
    trials.object[many] = o
    trials.gapMs[many] = gapMs
    trials.atMs[many++] = at
  }
  return { ...trials, many }
}
