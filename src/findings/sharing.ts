/**
 * Form 1, sharing: would two accounts share S objects, given how active each is and how popular each object is?
 * Two-mode configuration model in its sparse form: account i, with k_i objects, is on object a, with d_a accounts, with chance min(1, k_i d_a / E), E = sum of d_a.
 *   expected = sum over a of min(1, k_i d_a / E) · min(1, k_j (d_a - 1) / E);  p = Poisson tail P(X >= S), on the safe side above the mean.
 * Says alike, not together: two honest readers of one page pass. Undefined where nothing is shared by two accounts (p = 1).
 * Saracco et al., New J. Phys. 19 (2017), solve the model exactly; Chung & Lu, Ann. Comb. 6 (2002), for the sparse form.
 */
import { poissonTail } from '../statistics/index.js'

export function sharingChance(accountsOf: Int32Array): (activityA: number, activityB: number, shared: number) => number {
  const objectsOfDegree = new Map<number, number>()
  let all = 0
  for (const degree of accountsOf) {
    all += degree
    if (degree >= 2) objectsOfDegree.set(degree, (objectsOfDegree.get(degree) ?? 0) + 1)
  }
  const degrees = [...objectsOfDegree].sort((x, y) => x[0] - y[0])
  const known = new Map<string, number>()
  const expected = (a: number, b: number): number => {
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`
    let sum = known.get(key)
    if (sum === undefined) {
      sum = 0
      for (const [degree, objects] of degrees)
        sum += objects * Math.min(1, (Math.max(a, b) * degree) / all) * Math.min(1, (Math.min(a, b) * (degree - 1)) / all)
      known.set(key, sum)
    }
    return sum
  }
  return (a, b, shared) => (shared === 0 || degrees.length === 0 ? 1 : poissonTail(shared, expected(a, b)))
}
