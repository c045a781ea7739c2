/** What a test needs that deals the shared objects out anew: cells (an account on an object), and the edges that the method makes of them under other owners. */
export interface EdgeColumns {
  /** Account keys, a ≠ b, every pair once. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly weight: Float64Array
}

export interface SharedLayer {
  readonly name: string
  readonly objects: number
  /** Per cell: object, account key, time of the first trace. Accounts below the minimum activity are left out. */
  readonly object: Int32Array
  readonly account: Int32Array
  readonly firstMs: Float64Array
  /** `times`: how often each object counts; as often as it is there when absent. */
  edgesOf(account: Int32Array, times?: Int32Array): EdgeColumns
}

export interface SharedData {
  readonly layers: readonly SharedLayer[]
  /** One network of the edges of all layers, in their order. */
  unite(edges: readonly EdgeColumns[]): EdgeColumns
}

/** Edges of several layers: each pair once, with its largest weight. */
export function largestOf(edges: readonly EdgeColumns[]): EdgeColumns {
  if (edges.length === 1) return edges[0] as EdgeColumns
  const place = new Map<number, number>()
  const [a, b, weight]: [number[], number[], number[]] = [[], [], []]
  for (const layer of edges)
    for (let e = 0; e < layer.a.length; e++) {
      const low = Math.min(layer.a[e] as number, layer.b[e] as number)
      const high = Math.max(layer.a[e] as number, layer.b[e] as number)
      const key = low * 2 ** 26 + (high % 2 ** 26) + Math.floor(high / 2 ** 26) * 2 ** 52
      const at = place.get(key)
      if (at !== undefined) weight[at] = Math.max(weight[at] as number, layer.weight[e] as number)
      else {
        place.set(key, a.length)
        a.push(low)
        b.push(high)
        weight.push(layer.weight[e] as number)
      }
    }
  return { a: Int32Array.from(a), b: Int32Array.from(b), weight: Float64Array.from(weight) }
}
