/**
 * How many latencies of one account lie within the window of those of another, for one account against many: its counts are laid out once over all latencies that occur, and every other account
 * looks its own up. Counts change at few places, so they are held by block, and one by one in the blocks where they change. Laying them out pays only after some merging: the first pairs of a row
 * are merged.
 */

/** A step of merging two lists costs about as much as laying out so many counts. */
const COUNTS_PER_STEP = 64
const BLOCK_BITS = 4
const MIXED = -1
/** Lists so short are gone through faster than they are searched. */
const FEW = 128

export interface Near {
  /** Number of a latency among those that occur. */
  numberOf(at: number): number
  /** Makes an account the one that the others are held against: its latencies and their numbers, sorted. */
  turnTo(latencies: Float64Array, numbers: Int32Array): void
  /** Pairs of a latency of its and one of the other's within the window. */
  pairs(latencies: Float64Array, numbers: Int32Array): number
  /** Its latencies within the window of one that occurs. */
  around(number: number, at: number): number
}

/** `all` = the latencies that occur, sorted. */
export function createNear(all: Float64Array, windowMs: number): Near {
  const values = all.filter((at, i) => i === 0 || at !== all[i - 1])
  // Value v is near those numbered from[v] … to[v] - 1.
  const from = new Int32Array(values.length)
  const to = new Int32Array(values.length)
  for (let v = 0, low = 0, high = 0; v < values.length; v++) {
    const at = values[v] as number
    while (high < values.length && (values[high] as number) <= at + windowMs) high++
    while (low < high && (values[low] as number) < at - windowMs) low++
    from[v] = low
    to[v] = high
  }
  const counts = new Int32Array(values.length)
  const blocks = new Int32Array((values.length >> BLOCK_BITS) + 1)
  let own: Float64Array = new Float64Array()
  let ownNumbers: Int32Array = new Int32Array()
  let steps = 0
  let isLaid = false
  const write = (count: number, start: number, end: number) => {
    const first = ((start - 1) >> BLOCK_BITS) + 1
    const last = end >> BLOCK_BITS
    if (first <= last) blocks.fill(count, first, last)
    counts.fill(count, start, Math.min(end, first << BLOCK_BITS))
    counts.fill(count, Math.max(start, last << BLOCK_BITS), end)
  }
  const lay = () => {
    blocks.fill(MIXED)
    let count = 0
    let done = 0
    for (let opened = 0, closed = 0; closed < ownNumbers.length; ) {
      const end = to[ownNumbers[closed] as number] as number
      const start = opened < ownNumbers.length ? (from[ownNumbers[opened] as number] as number) : end
      const next = Math.min(start, end)
      write(count, done, next)
      done = next
      if (opened < ownNumbers.length && start <= end) {
        opened++
        count++
      } else {
        closed++
        count--
      }
    }
    write(0, done, values.length)
    isLaid = true
  }
  const laid = (number: number): number => {
    const count = blocks[number >> BLOCK_BITS] as number
    return count === MIXED ? (counts[number] as number) : count
  }
  return {
    numberOf: (at) => below(values, at, false),
    turnTo: (latencies, numbers) => {
      own = latencies
      ownNumbers = numbers
      steps = 0
      isLaid = false
    },
    pairs: (latencies, numbers) => {
      if (!isLaid) {
        steps += own.length + latencies.length
        if (steps * COUNTS_PER_STEP < values.length) return countNear(own, latencies, windowMs)
        lay()
      }
      let pairs = 0
      for (let i = 0; i < numbers.length; i++) pairs += laid(numbers[i] as number)
      return pairs
    },
    around: (number, at) => (isLaid ? laid(number) : near(own, at, windowMs)),
  }
}

/** Of sorted `values`, how many lie within the window of `at`. */
export function near(values: Float64Array, at: number, windowMs: number): number {
  let end = below(values, at - windowMs, false)
  const start = end
  if (values.length > FEW) return below(values, at + windowMs, true) - start
  while (end < values.length && (values[end] as number) <= at + windowMs) end++
  return end - start
}

function below(values: Float64Array, limit: number, isInclusive: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const mid = (low + high) >>> 1
    const value = values[mid] as number
    if (value < limit || (isInclusive && value === limit)) low = mid + 1
    else high = mid
  }
  return low
}

export function countNear(left: Float64Array, right: Float64Array, windowMs: number): number {
  let pairs = 0
  let low = 0
  let high = 0
  for (const at of left) {
    while (high < right.length && (right[high] as number) <= at + windowMs) high++
    while (low < high && (right[low] as number) < at - windowMs) low++
    pairs += high - low
  }
  return pairs
}
