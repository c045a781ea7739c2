/**
 * Two lists of pieces laid side by side so that as many as possible are alike, by the greedy algorithm for the shortest edit script: Myers, Algorithmica 1 (1986) 251–266,
 * doi:10.1007/BF01840446. O((n + m) D), D = pieces that differ; common beginnings and ends are taken off first. Past `MOST_EDITS` nothing in between counts as alike.
 */
export interface Alignment {
  /** Piece i of the base stands for the pieces from[i] … to[i] - 1 of the other. */
  readonly from: Int32Array
  readonly to: Int32Array
  /** 1 where they are alike. */
  readonly isSame: Uint8Array
}

const MOST_EDITS = 800

/** Where pieces differ they are laid upon each other one by one from the left; what is over stands between two pieces of the base. */
export function align(base: ArrayLike<number>, other: ArrayLike<number>): Alignment {
  const [n, m] = [base.length, other.length]
  const from = new Int32Array(n)
  const to = new Int32Array(n)
  const isSame = new Uint8Array(n)
  const settle = (i: number, j: number) => {
    from[i] = j
    to[i] = j + 1
    isSame[i] = 1
  }
  let head = 0
  while (head < Math.min(n, m) && base[head] === other[head]) head++
  let tail = 0
  while (tail < Math.min(n, m) - head && base[n - 1 - tail] === other[m - 1 - tail]) tail++
  for (let i = 0; i < head; i++) settle(i, i)
  for (let i = 0; i < tail; i++) settle(n - 1 - i, m - 1 - i)
  let [i, j] = [head, head]
  for (const [nextI, nextJ] of [...matches(base, other, head, n - tail, m - tail), [n - tail, m - tail] as const]) {
    for (let k = i; k < nextI; k++) {
      const at = Math.min(nextJ, j + (k - i))
      from[k] = at
      to[k] = Math.min(nextJ, at + 1)
    }
    if (nextI < n - tail) settle(nextI, nextJ)
    ;[i, j] = [nextI + 1, nextJ + 1]
  }
  return { from, to, isSame }
}

/** Pairs of alike pieces, both ascending, between `head` and the two ends. */
function matches(a: ArrayLike<number>, b: ArrayLike<number>, head: number, endA: number, endB: number): (readonly [number, number])[] {
  const [n, m] = [endA - head, endB - head]
  if (n === 0 || m === 0) return []
  const most = Math.min(n + m, MOST_EDITS)
  const reach = new Int32Array(2 * most + 3)
  const middle = most + 1
  const trail: Int32Array[] = []
  for (let d = 0; d <= most; d++) {
    trail.push(reach.slice(middle - d - 1, middle + d + 2))
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && (reach[middle + k - 1] as number) < (reach[middle + k + 1] as number))
      let x = isDown ? (reach[middle + k + 1] as number) : (reach[middle + k - 1] as number) + 1
      while (x < n && x - k < m && a[head + x] === b[head + x - k]) x++
      reach[middle + k] = x
      if (x >= n && x - k >= m) return trace(trail, n, m, head)
    }
  }
  return []
}

function trace(trail: readonly Int32Array[], n: number, m: number, head: number): (readonly [number, number])[] {
  const found: [number, number][] = []
  let [x, y] = [n, m]
  for (let d = trail.length - 1; d >= 0; d--) {
    const before = trail[d] as Int32Array
    const at = (k: number) => before[k + d + 1] as number
    const k = x - y
    const isDown = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const fromK = isDown ? k + 1 : k - 1
    const startX = d === 0 ? 0 : isDown ? at(fromK) : at(fromK) + 1
    while (x > startX) {
      x--
      y--
      found.push([head + x, head + y])
    }
    if (d > 0) [x, y] = [at(fromK), at(fromK) - fromK]
  }
  return found.reverse()
}
