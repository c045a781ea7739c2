/** A group is what a dossier is written on: a community of one network that passed the minimum size. */
export interface Group {
  /** `G01`, `G02` … over the whole case, by network then size. */
  readonly groupId: string
  readonly networkKey: number
  readonly networkId: string
  readonly method: string
  /** Account keys, ascending. */
  readonly members: readonly number[]
  readonly measures: GroupMeasures
}

export interface GroupMeasures {
  readonly size: number
  readonly edges: number
  /** Edges of possible edges. */
  readonly density: number
  readonly weightMin: number
  readonly weightMedian: number
  readonly weightMax: number
  /** Mean over edges of min(postsA, postsB) / max(postsA, postsB). 1 = both sides act alike often. */
  readonly edgeSymmetry: number
  /** Traces of the members that lie in at least one pair inside the group, of all their traces of this kind. */
  readonly coordinatedTraces: number
  readonly memberTraces: number
  /** Distinct objects in pairs inside the group. */
  readonly objects: number
  readonly firstAtMs: number
  readonly lastAtMs: number
  readonly gapMedianMs: number
  /** All traces of those objects by members, and by everybody: how much of the spread is theirs. */
  readonly spreadMemberTraces: number
  readonly spreadAllTraces: number
  /** Gaps of all pairs inside the group; only buckets up to the largest gap seen. */
  readonly gaps: readonly GapBucket[]
}

/** Pairs with a gap above the bucket before and at most `upToMs`. */
export interface GapBucket {
  readonly upToMs: number
  readonly pairs: number
}
