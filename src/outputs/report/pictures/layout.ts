/**
 * Where the nodes of a picture stand: force-directed in the manner of ForceAtlas2 (Jacomy et al. 2014, doi 10.1371/journal.pone.0098679).
 * Repulsion between all pairs (degree + 1 each) over distance, attraction along edges in proportion to distance, gravity towards the
 * middle; a step bounded by a temperature that falls to zero. Only + - * / and square root are used, which IEEE 754 fixes to the last
 * bit, so every machine draws the same picture; sine, exponent and power are not fixed. Exact pairs: meant for at most a few hundred nodes.
 */
import { createRng } from '../../../statistics/index.js'

export interface Link {
  readonly a: number
  readonly b: number
  readonly weight: number
}

const ROUNDS = 240

/** Positions in [0, 1]², x then y of each node; the longer side fills the square. */
export function layOut(nodes: number, links: readonly Link[], seed: number): Float64Array {
  const at = new Float64Array(nodes * 2)
  const rng = createRng(`layout/${seed}`)
  for (let i = 0; i < at.length; i++) at[i] = rng.next() * 2 - 1
  const mass = new Float64Array(nodes).fill(1)
  let heaviest = 1
  for (const { a, b, weight } of links) {
    mass[a] = (mass[a] as number) + 1
    mass[b] = (mass[b] as number) + 1
    if (weight > heaviest) heaviest = weight
  }
  const push = new Float64Array(nodes * 2)
  const side = Math.sqrt(nodes)
  for (let i = 0; i < at.length; i++) at[i] = (at[i] as number) * side
  for (let round = 0; round < ROUNDS; round++) {
    push.fill(0)
    for (let i = 0; i < nodes; i++) {
      const x = at[2 * i] as number
      const y = at[2 * i + 1] as number
      for (let j = i + 1; j < nodes; j++) {
        const dx = x - (at[2 * j] as number)
        const dy = y - (at[2 * j + 1] as number)
        const force = (0.5 * (mass[i] as number) * (mass[j] as number)) / (dx * dx + dy * dy + 0.01)
        add(push, i, dx * force, dy * force)
        add(push, j, -dx * force, -dy * force)
      }
      const far = Math.sqrt(x * x + y * y) + 0.01
      const gravity = (0.8 * (mass[i] as number)) / far
      add(push, i, -x * gravity, -y * gravity)
    }
    for (const { a, b, weight } of links) {
      const pull = 0.3 + (0.7 * weight) / heaviest
      const dx = (at[2 * a] as number) - (at[2 * b] as number)
      const dy = (at[2 * a + 1] as number) - (at[2 * b + 1] as number)
      add(push, a, -dx * pull, -dy * pull)
      add(push, b, dx * pull, dy * pull)
    }
    const reach = (0.25 * side * (ROUNDS - round)) / ROUNDS
    for (let i = 0; i < nodes; i++) {
      const px = (push[2 * i] as number) / (mass[i] as number)
      const py = (push[2 * i + 1] as number) / (mass[i] as number)
      const length = Math.sqrt(px * px + py * py)
      const step = length > reach ? reach / length : 1
      add(at, i, px * step * 0.5, py * step * 0.5)
    }
  }
  return fit(at)
}

function add(list: Float64Array, node: number, x: number, y: number): void {
  list[2 * node] = (list[2 * node] as number) + x
  list[2 * node + 1] = (list[2 * node + 1] as number) + y
}

function fit(at: Float64Array): Float64Array {
  const low = [Infinity, Infinity]
  const high = [-Infinity, -Infinity]
  at.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2] as number, value)
    high[i % 2] = Math.max(high[i % 2] as number, value)
  })
  const size = Math.max((high[0] as number) - (low[0] as number), (high[1] as number) - (low[1] as number), 1e-9)
  return at.map((value, i) => 0.5 + (value - ((low[i % 2] as number) + (high[i % 2] as number)) / 2) / size)
}
