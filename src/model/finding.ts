import type { Group } from './group.js'
import type { NetworkInfo } from './network.js'
import type { Tested } from './tested.js'

/** A post as evidence: where it stands in the originals. Accounts and posts appear by key; faces turn keys into short names. */
export interface PostRef {
  readonly postKey: number
  readonly postId: string
  readonly accountKey: number
  readonly atMs: number
  /** Null when the data hold no text. */
  readonly text: string | null
  readonly fileSha256: string
  readonly fileName: string
  readonly line: number
  /** In evidence: fields that this line left blank, with the file and line that gave them. */
  readonly filled?: readonly { readonly fields: readonly string[]; readonly fileSha256: string; readonly line: number }[]
}

/** Two posts on one object within the window: the smallest piece of evidence. `first` is the earlier (ties: lower post key). */
export interface EvidencePair {
  readonly objectId: string
  readonly first: PostRef
  readonly second: PostRef
  readonly gapMs: number
}

/** One edge with the very pairs behind it. */
export interface EdgeEvidence {
  readonly groupId: string
  readonly networkId: string
  readonly a: number
  readonly b: number
  readonly weight: number
  /** How many pairs the edge has; `pairs` holds the earliest when fewer were asked for. */
  readonly allPairs: number
  readonly pairs: readonly EvidencePair[]
}

/** A measured number beside what ordinary behaviour of this data gives. */
export interface Measured {
  readonly value: number
  readonly unit: string
  /** Baseline quantiles from seeded draws of equally active accounts, or null when it could not be measured (with `why`). */
  readonly baseline: { readonly low: number; readonly median: number; readonly high: number; readonly draws: number } | null
  readonly pValue: number | null
  readonly why?: string
}

export interface Explanation {
  /** `one-audience`, `breaking-news`, `share-button`, `organisation`, `single-burst`, `hyperactivity`, `open-campaign`. */
  readonly id: string
  readonly question: string
  /** `fits`: the measurement supports this innocent explanation; `does-not-fit`; `not-in-data`: a person must answer. */
  readonly answer: 'fits' | 'does-not-fit' | 'not-in-data'
  /** What was measured, each beside what ordinary accounts of this data show; empty when nothing could be. */
  readonly numbers: readonly Beside[]
  /** Fields that the data lack and that would tell more. */
  readonly missing: readonly string[]
  readonly sentence: string
}

export interface Beside {
  readonly what: string
  readonly value: number
  /** Null when there is nobody to compare with. */
  readonly baseline: number | null
  readonly baselineIs: string
}

export interface Robustness {
  /** "window 30s", "without the top object", "minimum weight 3", "other seed". */
  readonly setting: string
  /** Members still in one group together, of those tried. */
  readonly membersKept: number
  readonly members: number
  /** With the group that matches best when the whole network is searched anew; absent where only the members were counted. */
  readonly jaccard?: number
  readonly holds: boolean
}

/** How firmly a group holds when its network is searched anew; `seeds`, `objects`: null when not measured, and `why`. */
export interface Stability {
  readonly seeds: StabilityOf | null
  readonly objects: StabilityOf | null
  /** In the order of the group's members: share of the draws, and of the settings of `Dossier.robustness`, in which each stays. */
  readonly members: readonly StabilityOfMember[]
  readonly why: readonly string[]
}
export interface StabilityOfMember {
  readonly account: number
  readonly seeds: number | null
  readonly objects: number | null
  /** Both absent in dossiers of older versions. `isFragile`: lives in the group at one window or at one threshold only. */
  readonly settings?: number | null
  readonly isFragile?: boolean
}
export interface StabilityOf {
  readonly draws: number
  /** Mean over draws of the Jaccard index with the community that matches best. */
  readonly jaccard: number
  /** Draws in which it is at least one half. */
  readonly held: number
}

export interface SharedObject {
  readonly objectId: string
  /** Traces by members, by everybody. */
  readonly memberTraces: number
  readonly allTraces: number
  readonly members: number
  readonly firstAtMs: number
  readonly medianGapMs: number
}

export interface Dossier {
  readonly group: Group
  readonly network: NetworkInfo
  /** Always `draft` until a person has answered the explanations. */
  readonly status: 'draft' | 'dismissed' | 'finding'
  /** Why a person dismissed it or made it a finding; null while it is a draft. */
  readonly statusWhy: string | null
  /** A person's answers to explanations, by explanation id. */
  readonly answers: Readonly<Record<string, string>>
  /** `stands-out`: beyond the baseline and no measured innocent explanation fits. `explained`: one fits. `not-beyond-chance`: within the baseline. `not-tested`: no honest test could be made; the summary says why. */
  readonly standing: 'stands-out' | 'explained' | 'not-beyond-chance' | 'not-tested'
  /** One sentence that says the standing in words with its numbers. */
  readonly summary: string
  readonly baseline: readonly { readonly name: string; readonly measured: Measured; readonly tested?: Tested }[]
  readonly explanations: readonly Explanation[]
  readonly robustness: readonly Robustness[]
  readonly isFragile: boolean
  /** Absent in dossiers of older versions. */
  readonly stability?: Stability
  readonly topObjects: readonly SharedObject[]
  /** Member traces per bucket over the network's time span; equal buckets. */
  readonly timeline: {
    readonly fromMs: number
    readonly bucketMs: number
    readonly member: readonly number[]
    readonly all: readonly number[]
  }
  /** Histogram of gaps of all pairs in the group, bucket upper bounds in ms. */
  readonly gaps: readonly { readonly upToMs: number; readonly pairs: number }[]
  /** Strongest edges first; evidence is read from the store when asked. */
  readonly edges: readonly {
    readonly a: number
    readonly b: number
    readonly weight: number
    readonly pairs: number
    readonly gapMedianMs: number
  }[]
  readonly limits: readonly string[]
}
