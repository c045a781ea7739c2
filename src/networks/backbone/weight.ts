/** Edges of at least a given weight. The measure of the field's tools; it keeps busy accounts and loses quiet ones. */
import { type BackboneMethod, keepEach } from './edges.js'

export interface WeightParams {
  readonly minWeight: number
}

export const weight: BackboneMethod<WeightParams> = {
  id: 'weight',
  title: 'Least weight',
  what: 'Keeps edges of at least a given weight; favours busy accounts.',
  params: {
    minWeight: {
      kind: 'number',
      default: 2,
      min: 0,
      max: 1e12,
      meaning: 'Least weight of an edge that stays.',
      larger: 'A larger minimum keeps fewer, heavier edges.',
    },
  },
  references: [],
  keep: (edges, { minWeight }) => keepEach(edges.weight.length, (e) => (edges.weight[e] as number) >= minWeight),
}
