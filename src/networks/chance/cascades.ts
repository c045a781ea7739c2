/** Traces of one kind by object and by account. Objects are numbered by when they began, so that one account's objects come in that order. */
export interface Cascades {
  readonly accounts: number
  readonly objects: number
  /** By object, time, account; object o has start[o] … start[o + 1] - 1. */
  readonly start: Int32Array
  readonly account: Int32Array
  readonly atMs: Float64Array
  readonly object: Int32Array
  /** Positions of account a, ascending: place[from[a]] … place[from[a + 1] - 1]. */
  readonly from: Int32Array
  readonly place: Int32Array
  /** Distinct accounts per object, distinct objects per account. */
  readonly size: Int32Array
  readonly degree: Int32Array
}

export interface Columns {
  readonly object: Int32Array
  readonly account: Int32Array
  readonly atMs: Float64Array
}

/** The rows must be ordered by the object's first time, object, time, account. Object and account numbers may be any from 0. */
export function cascadesOf({ object: key, account, atMs }: Columns): Cascades {
  const n = key.length
  const object = new Int32Array(n)
  let objects = 0
  let accounts = 0
  for (let i = 0; i < n; i++) {
    if (i === 0 || key[i] !== key[i - 1]) objects++
    object[i] = objects - 1
    accounts = Math.max(accounts, (account[i] as number) + 1)
  }
  const start = starts(object, objects)
  const from = starts(account, accounts)
  const next = from.slice()
  const place = new Int32Array(n)
  const size = new Int32Array(objects)
  const degree = new Int32Array(accounts)
  const last = new Int32Array(accounts).fill(-1)
  for (let i = 0; i < n; i++) {
    const a = account[i] as number
    const at = next[a] as number
    place[at] = i
    next[a] = at + 1
    if (last[a] === object[i]) continue
    last[a] = object[i] as number
    size[object[i] as number] = (size[object[i] as number] as number) + 1
    degree[a] = (degree[a] as number) + 1
  }
  return { accounts, objects, start, account, atMs, object, from, place, size, degree }
}

function starts(keys: Int32Array, size: number): Int32Array {
  const start = new Int32Array(size + 1)
  for (let i = 0; i < keys.length; i++) start[(keys[i] as number) + 1] = (start[(keys[i] as number) + 1] as number) + 1
  for (let k = 0; k < size; k++) start[k + 1] = (start[k + 1] as number) + (start[k] as number)
  return start
}

/** Objects that one account and another share, in the order in which the objects began. Valid only inside the visit. */
export interface Trials {
  readonly object: Int32Array
  /** Least gap between them on it, and the earlier of those two times. */
  readonly gapMs: Float64Array
  readonly atMs: Float64Array
}

/** Rows of pairs to look through: sum over objects of accounts · traces. */
export function costOf(cascades: Cascades): number {
  let cost = 0
  for (let o = 0; o < cascades.objects; o++)
    cost += (cascades.size[o] as number) * ((cascades.start[o + 1] as number) - (cascades.start[o] as number))
  return cost / 2
}

/** Visits every pair a < b that shares at least `minShared` objects, by a, then b in order of meeting; trials from `from` to `to` - 1 are theirs. */
export function forEachPair(
  cascades: Cascades,
  minShared: number,
  visit: (a: number, b: number, trials: Trials, from: number, to: number) => void,
  between?: (done: number) => void,
): void {
  const { accounts, start, account, atMs, object, from, place } = cascades
  const shared = new Int32Array(accounts)
  const slot = new Int32Array(accounts)
  const seen = new Int32Array(accounts).fill(-1)
  const touched = new Int32Array(accounts)
  let room = 1024
  let trials = { object: new Int32Array(room), gapMs: new Float64Array(room), atMs: new Float64Array(room) }
  for (let a = 0; a < accounts; a++) {
    if (between && a % 256 === 0) between(a)
    const [low, high] = [from[a] as number, from[a + 1] as number]
    let many = 0
    let all = 0
    eachObject(low, high, (o) => {
      for (let k = start[o] as number; k < (start[o + 1] as number); k++) {
        const b = account[k] as number
        if (b <= a || seen[b] === o) continue
        seen[b] = o
        if (shared[b] === 0) touched[many++] = b
        shared[b] = (shared[b] as number) + 1
        all++
      }
    })
    if (all > room) {
      room = all * 2
      trials = { object: new Int32Array(room), gapMs: new Float64Array(room), atMs: new Float64Array(room) }
    }
    let offset = 0
    for (let k = 0; k < many; k++) {
      const b = touched[k] as number
      slot[b] = offset - 1
      seen[b] = -1
      if ((shared[b] as number) >= minShared) offset += shared[b] as number
    }
    eachObject(low, high, (o, i, end) => {
      for (let k = start[o] as number; k < (start[o + 1] as number); k++) {
        const b = account[k] as number
        if (b <= a || (shared[b] as number) < minShared) continue
        if (seen[b] !== o) {
          seen[b] = o
          slot[b] = (slot[b] as number) + 1
          trials.object[slot[b] as number] = o
          trials.gapMs[slot[b] as number] = Number.POSITIVE_INFINITY
        }
        const at = slot[b] as number
        for (let j = i; j < end; j++) {
          const [left, right] = [atMs[place[j] as number] as number, atMs[k] as number]
          const gap = Math.abs(left - right)
          if (gap >= (trials.gapMs[at] as number)) continue
          trials.gapMs[at] = gap
          trials.atMs[at] = Math.min(left, right)
        }
      }
    })
    for (let k = 0; k < many; k++) {
      const b = touched[k] as number
      const count = shared[b] as number
      if (count >= minShared) visit(a, b, trials, (slot[b] as number) - count + 1, (slot[b] as number) + 1)
      shared[b] = 0
      seen[b] = -1
    }
  }

  function eachObject(low: number, high: number, each: (o: number, from: number, to: number) => void): void {
    for (let i = low; i < high; ) {
      const o = object[place[i] as number] as number
      let end = i + 1
      while (end < high && object[place[end] as number] === o) end++
      each(o, i, end)
      i = end
    }
  }
}
