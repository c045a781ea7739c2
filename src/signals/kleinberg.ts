/**
 * Bursts in daily counts: the two-state automaton of Kleinberg (2003) in its batched form. Day t has r_t of d_t posts; state 0 expects the share p0 = Σ r / Σ d, state 1 expects p1 = min(0.9999, s · p0).
 * Cost of a day in a state: -ln of the binomial probability; of going from 0 to 1: gamma · ln(number of days); of going back: nothing. The cheapest sequence of states (Viterbi); ties stay in state 0.
 */
export function bursts(counts: readonly number[], totals: readonly number[], s: number, gamma: number): boolean[] {
  const n = counts.length
  const all = totals.reduce((sum, d) => sum + d, 0)
  const mine = counts.reduce((sum, r) => sum + r, 0)
  if (all === 0 || mine === 0 || n === 0) return counts.map(() => false)
  const p0 = Math.min(0.9998, mine / all)
  const p1 = Math.min(0.9999, s * p0)
  const up = gamma * Math.log(n)
  // The binomial coefficient is the same in both states and is left out.
  const cost = (p: number, t: number) =>
    -(counts[t] as number) * Math.log(p) - ((totals[t] as number) - (counts[t] as number)) * Math.log(1 - p)
  let [calm, busy] = [0, up]
  const from: { calm: boolean; busy: boolean }[] = []
  for (let t = 0; t < n; t++) {
    const toCalm = busy < calm
    const toBusy = busy <= calm + up
    from.push({ calm: toCalm, busy: toBusy })
    ;[calm, busy] = [Math.min(calm, busy) + cost(p0, t), Math.min(busy, calm + up) + cost(p1, t)]
  }
  const states = new Array<boolean>(n)
  let isBusy = busy < calm
  for (let t = n - 1; t >= 0; t--) {
    states[t] = isBusy
    const step = from[t] as { calm: boolean; busy: boolean }
    isBusy = isBusy ? step.busy : step.calm
  }
  return states
}
