import type { Params } from '../../model/index.js'

export interface WindowedParams {
  readonly windowSeconds: number | null
  readonly minWeight: number
  readonly minParticipation: number
  readonly weightPercentile: number | null
  readonly isSelfRepostExcluded: boolean
  readonly hubCap: number | null
  readonly hubMode: 'weigh' | 'leave-out'
  readonly budget: number
}

export const WINDOWED_PARAMS: Params<WindowedParams> = {
  windowSeconds: {
    kind: 'duration',
    default: 60,
    canBeNone: true,
    unit: 'seconds',
    min: 0,
    max: 315_360_000,
    meaning: 'Largest gap between two traces on one object, inclusive; none looks at all of the time.',
    larger: 'A larger window finds slower coordination and more coincidence.',
  },
  minWeight: {
    kind: 'integer',
    default: 2,
    unit: 'objects',
    min: 1,
    max: 1_000_000,
    meaning: 'Least weight of an edge: the distinct objects on which both accounts acted within the window.',
    larger: 'A larger minimum keeps only what was repeated more often.',
  },
  minParticipation: {
    kind: 'integer',
    default: 1,
    unit: 'traces',
    min: 1,
    max: 1_000_000_000,
    meaning: 'Accounts with fewer traces of this kind are left out before pairs are made.',
    larger: 'A larger minimum leaves out accounts that act seldom.',
  },
  weightPercentile: {
    kind: 'number',
    default: null,
    unit: 'percent',
    min: 0,
    max: 100,
    meaning: 'Keeps the edges whose weight is at least this percentile (nearest rank) of the weights that passed the minimum.',
    larger: 'A larger percentile keeps fewer, heavier edges.',
  },
  isSelfRepostExcluded: {
    kind: 'boolean',
    default: true,
    meaning: 'Leaves out reposts of, and replies to, an own post.',
    larger: 'False counts accounts that act on their own posts like any other.',
  },
  hubCap: {
    kind: 'integer',
    default: null,
    unit: 'accounts',
    min: 2,
    max: 1_000_000_000,
    meaning: 'Objects with more accounts than this are hubs and are treated as --hub-mode says; none treats every object alike.',
    larger: 'A larger cap treats fewer objects as hubs.',
  },
  hubMode: {
    kind: 'choice',
    default: 'weigh',
    choices: ['weigh', 'leave-out'],
    meaning: 'weigh: a hub makes no edge by itself and adds cap / accounts to edges that another object made; leave-out: hubs are dropped.',
    larger: 'leave-out forgets hubs; weigh keeps them as weak support.',
  },
  budget: {
    kind: 'number',
    default: 20_000_000_000,
    unit: 'pairs',
    min: 1,
    max: 1e15,
    meaning: 'Most pairs of traces to go through; beyond it the command stops and says what it would cost.',
    larger: 'A larger budget allows longer runs.',
  },
}
