/** Groups of a case looked at in another way: through steps of time, threshold or resolution (how they are followed: groups/lives.ts), or over several networks at once (groups/multiplex.ts). */
export interface Stage {
  readonly step: number
  /** Number of the group in its step. */
  readonly group: number
  readonly size: number
  readonly change: 'born' | 'split' | 'goes-on' | 'back'
  /** Life that it split from. */
  readonly from: number | null
  readonly joined: number
  readonly left: number
}
export interface Life {
  readonly stages: readonly Stage[]
  /** `lasts` to the last step with data, or went `silent` after its last stage, or merged into the life of that number. */
  readonly end: 'lasts' | 'silent' | { readonly mergedInto: number }
}

export interface StepOfGroups {
  /** Start of the slice, least weight, or resolution. */
  readonly at: number
  readonly edges: number
  /** Account keys; null where there was nothing to look at. */
  readonly groups: readonly (readonly number[])[] | null
}

export interface FollowedGroups {
  /** A later view with the same id takes its place. */
  readonly viewId: string
  readonly verb: 'scales' | 'snapshots'
  readonly networkId: string
  readonly method: string
  readonly by: 'time' | 'weight' | 'resolution'
  /** Of the steps and of the group method. */
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly steps: readonly StepOfGroups[]
  readonly lives: readonly Life[]
}

export interface LayeredGroup {
  /** Account keys, ascending. */
  readonly members: readonly number[]
  /** Per network, in the order asked: members that the group has there, edges among them, and its share of the weight inside the group (each network's weights over their mean). */
  readonly layers: readonly { readonly networkId: string; readonly members: number; readonly edges: number; readonly share: number }[]
  /** Highest Jaccard index with a group of the union of the networks. */
  readonly inUnion: number
}

export interface LayeredGroups {
  readonly viewId: string
  readonly verb: 'layers'
  readonly networks: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly quality: number
  /** Most members first. An account may be in several. */
  readonly groups: readonly LayeredGroup[]
  /** Groups of the union: pairs of any network, weights over the mean of their network added. */
  readonly union: readonly (readonly number[])[]
}

export type GroupsView = FollowedGroups | LayeredGroups
