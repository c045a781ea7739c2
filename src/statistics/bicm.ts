/**
 * Bipartite configuration model: account i is on object a with chance p_ia = x_i y_a / (1 + x_i y_a), independently, such that every account's and every
 * object's expected degree is the one seen. Equal degrees have equal fitness, so the unknowns are one per degree class:
 *   k = x_k · sum over d of m_d y_d / (1 + x_k y_d),   d = y_d · sum over k of n_k x_k / (1 + x_k y_d).
 * Solved by turns until no degree is off by more than 1e-10 of itself. Convention: a degree of 0 has fitness 0; a degree that equals the size of the
 * other side is certain, and is taken out first (fitness Infinity). Only products x · y are determined; x is scaled so that the largest finite x equals the largest finite y.
 * Saracco et al., New J. Phys. 19 (2017) 053022; classes: Vallarano et al., Sci. Rep. 11 (2021).
 */
export interface Bicm {
  /** Distinct degrees ascending, how often each occurs, and its fitness. */
  readonly accounts: DegreeClasses
  readonly objects: DegreeClasses
  readonly rounds: number
  /** Largest relative error of an expected degree. */
  readonly error: number
  chance(accountDegree: number, objectDegree: number): number
}
export interface DegreeClasses {
  readonly degree: Float64Array
  readonly count: Float64Array
  readonly fitness: Float64Array
  /** In which step a certain class was taken out: the earlier one decides; Infinity when it was not. */
  readonly certain: Float64Array
}

const ENOUGH = 1e-10
const MOST_ROUNDS = 20_000

/** @throws RangeError when the degrees of both sides differ in sum, or no network has them */
export function solveBicm(accountDegrees: ArrayLike<number>, objectDegrees: ArrayLike<number>): Bicm {
  const accounts = classesOf(accountDegrees)
  const objects = classesOf(objectDegrees)
  const links = total(accounts)
  if (links !== total(objects)) throw new RangeError(`degrees sum to ${links} on one side and ${total(objects)} on the other`)
  const left = peel(accounts, objects)
  const start = Math.sqrt(Math.max(1, left.links))
  for (const side of [accounts, objects])
    for (let c = 0; c < side.degree.length; c++)
      if (Number.isNaN(side.fitness[c] as number))
        side.fitness[c] = ((side.degree[c] as number) - (side === accounts ? left.sureOfAccounts : left.sureOfObjects)) / start
  let error = Number.POSITIVE_INFINITY
  let rounds = 0
  while (rounds < MOST_ROUNDS && error > ENOUGH) {
    rounds++
    error = turn(accounts, objects, left.sureOfAccounts)
    turn(objects, accounts, left.sureOfObjects)
  }
  scale(accounts.fitness, objects.fitness)
  const placeA = new Map(Array.from(accounts.degree, (degree, i) => [degree, i]))
  const placeO = new Map(Array.from(objects.degree, (degree, i) => [degree, i]))
  return {
    accounts,
    objects,
    rounds,
    error: error === Number.POSITIVE_INFINITY ? 0 : error,
    chance: (a, o) => {
      const [c, d] = [placeA.get(a) as number, placeO.get(o) as number]
      const [x, y] = [accounts.fitness[c] as number, objects.fitness[d] as number]
      const [first, second] = [accounts.certain[c] as number, objects.certain[d] as number]
      if (first === second) return (x * y) / (1 + x * y)
      return (first < second ? x : y) === 0 ? 0 : 1
    },
  }
}

function classesOf(degrees: ArrayLike<number>): DegreeClasses {
  const counts = new Map<number, number>()
  for (let i = 0; i < degrees.length; i++) {
    const degree = degrees[i] as number
    if (!(Number.isInteger(degree) && degree >= 0)) throw new RangeError(`a degree is a whole number from 0, got ${degree}`)
    counts.set(degree, (counts.get(degree) ?? 0) + 1)
  }
  const sorted = [...counts].sort((a, b) => a[0] - b[0])
  return {
    degree: Float64Array.from(sorted, (each) => each[0]),
    count: Float64Array.from(sorted, (each) => each[1]),
    fitness: new Float64Array(sorted.length).fill(Number.NaN),
    certain: new Float64Array(sorted.length).fill(Number.POSITIVE_INFINITY),
  }
}

function total(side: DegreeClasses): number {
  let sum = 0
  for (let c = 0; c < side.degree.length; c++) sum += (side.degree[c] as number) * (side.count[c] as number)
  return sum
}

/** Takes out, again and again, who is on nothing that is left and who is on all of it: their chances are 0 and 1. */
function peel(accounts: DegreeClasses, objects: DegreeClasses): { sureOfAccounts: number; sureOfObjects: number; links: number } {
  const sure = [0, 0]
  const sides = [accounts, objects] as const
  let step = 0
  for (let changed = true; changed; ) {
    changed = false
    for (const s of [0, 1] as const) {
      step++
      const mine = sides[s]
      const other = sides[1 - s] as DegreeClasses
      let open = 0
      for (let c = 0; c < other.degree.length; c++) if (Number.isNaN(other.fitness[c] as number)) open += other.count[c] as number
      for (let c = 0; c < mine.degree.length; c++) {
        if (!Number.isNaN(mine.fitness[c] as number)) continue
        const rest = (mine.degree[c] as number) - (sure[s] as number)
        if (rest < 0 || rest > open) throw new RangeError('no two-mode network without double links has these degrees')
        if (rest !== 0 && rest !== open) continue
        mine.fitness[c] = rest === 0 ? 0 : Number.POSITIVE_INFINITY
        mine.certain[c] = step
        if (rest > 0) sure[1 - s] = (sure[1 - s] as number) + (mine.count[c] as number)
        changed = true
      }
    }
  }
  let links = 0
  for (let c = 0; c < accounts.degree.length; c++)
    if (Number.isNaN(accounts.fitness[c] as number))
      links += ((accounts.degree[c] as number) - (sure[0] as number)) * (accounts.count[c] as number)
  return { sureOfAccounts: sure[0] as number, sureOfObjects: sure[1] as number, links }
}

/** One turn of one side; how far off its degrees were. */
function turn(mine: DegreeClasses, other: DegreeClasses, sure: number): number {
  let worst = 0
  for (let c = 0; c < mine.degree.length; c++) {
    const x = mine.fitness[c] as number
    if (x === 0 || x === Number.POSITIVE_INFINITY) continue
    let sum = 0
    for (let d = 0; d < other.degree.length; d++) {
      const y = other.fitness[d] as number
      if (y !== Number.POSITIVE_INFINITY) sum += ((other.count[d] as number) * y) / (1 + x * y)
    }
    const wanted = (mine.degree[c] as number) - sure
    worst = Math.max(worst, Math.abs(x * sum - wanted) / wanted)
    mine.fitness[c] = wanted / sum
  }
  return worst
}

function scale(x: Float64Array, y: Float64Array): void {
  const most = (values: Float64Array) => values.reduce((top, value) => (value === Number.POSITIVE_INFINITY ? top : Math.max(top, value)), 0)
  const [a, b] = [most(x), most(y)]
  if (a === 0 || b === 0) return
  const by = Math.sqrt(b / a)
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * by
  for (let i = 0; i < y.length; i++) y[i] = (y[i] as number) / by
}

/**
 * P(the two share at least S objects), by degree classes and cached. X = sum over object classes of binomials, put together exactly: counts of S and more are
 * one end state, only positive terms are added. O(classes · S²).
 */
export function sharingTails(model: Bicm): (degreeA: number, degreeB: number, shared: number) => number {
  const known = new Map<string, number>()
  const { degree, count } = model.objects
  return (a, b, shared) => {
    if (shared <= 0) return 1
    const key = `${Math.min(a, b)} ${Math.max(a, b)} ${shared}`
    let tail = known.get(key)
    if (tail === undefined) {
      tail = binomialSumTail(
        count,
        Float64Array.from(degree, (d) => model.chance(a, d) * model.chance(b, d)),
        shared,
      )
      known.set(key, tail)
    }
    return tail
  }
}

/** P(sum of Binomial(count_c, chance_c) >= k). */
export function binomialSumTail(count: ArrayLike<number>, chance: ArrayLike<number>, k: number): number {
  if (k <= 0) return 1
  let state = new Float64Array(k)
  state[0] = 1
  let beyond = 0
  for (let c = 0; c < count.length; c++) {
    const n = count[c] as number
    const p = chance[c] as number
    if (p <= 0 || n === 0) continue
    const mass = binomialMasses(n, p, k)
    const next = new Float64Array(k)
    for (let j = 0; j < k; j++) {
      const had = state[j] as number
      if (had === 0) continue
      beyond += had * (mass.atLeast[k - j] as number)
      for (let i = 0; i + j < k; i++) next[i + j] = (next[i + j] as number) + had * (mass.exactly[i] as number)
    }
    state = next
  }
  return Math.min(1, beyond)
}

/** exactly[i] for i < k, atLeast[i] for i <= k. */
function binomialMasses(n: number, p: number, k: number): { exactly: Float64Array; atLeast: Float64Array } {
  const exactly = new Float64Array(k + 1)
  const atLeast = new Float64Array(k + 1)
  if (p >= 1) {
    if (n <= k) exactly[n] = 1
    for (let i = 0; i <= k; i++) atLeast[i] = n >= i ? 1 : 0
    return { exactly, atLeast }
  }
  const odds = p / (1 - p)
  let log = n * Math.log1p(-p)
  for (let i = 0; i <= k && i <= n; i++) {
    exactly[i] = Math.exp(log)
    log += Math.log(((n - i) / (i + 1)) * odds)
  }
  let above = 0
  let term = k < n ? (exactly[k] as number) : 0
  // Underflow at k though the mean lies above: everything but what is listed below k is above it.
  if (n * p > k && k < n) {
    let below = 0
    for (let i = 0; i <= k; i++) below += exactly[i] as number
    above = Math.max(0, 1 - below)
  } else
    for (let i = k; i < n && term > 0; i++) {
      term *= ((n - i) / (i + 1)) * odds
      above += term
      if (term < above * 1e-17) break
    }
  for (let i = k; i >= 0; i--) {
    above += exactly[i] as number
    atLeast[i] = Math.min(1, above)
  }
  return { exactly, atLeast }
}
