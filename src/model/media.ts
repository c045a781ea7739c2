import type { PostRef } from './finding.js'

/** One time that a picture of a cluster was posted. */
export interface MediaCopy {
  readonly post: PostRef
  readonly platform: string
  /** Of the file given with the case; null where the platform gave a hash only. */
  readonly sha256: string | null
  readonly width: number | null
  readonly height: number | null
  /** Bits of 256 from the hash of the first copy, the fewest over what may have been done to either; null for films. */
  readonly distance: number | null
  /** What was done, as far as can be told: `mirrored`, a crop, shares of frames; empty when nothing was. */
  readonly how: string
  readonly delayMs: number
  /** Base64 of a small WebP without metadata. */
  readonly thumbnail: string | null
}

/** Nearly the same picture, posted by two accounts or more. */
export interface MediaCluster {
  /** By rank: `M01` has most accounts. */
  readonly clusterId: string
  /** Object of the trace near-duplicate-media. */
  readonly objectId: string
  readonly copies: number
  readonly accounts: number
  /** Different contents among the copies: files by SHA-256, hashes of platforms. */
  readonly contents: number
  readonly platforms: readonly { readonly platform: string; readonly copies: number }[]
  readonly firstAtMs: number
  readonly lastAtMs: number
  /** Half of the accounts had posted it this long after the first. */
  readonly halfAfterMs: number
  /** In the order of time, the first copy first; at most as many as were asked for. */
  readonly shown: readonly MediaCopy[]
}

export interface CaseMedia {
  /** Those with most accounts, at most as many as were asked for. */
  readonly clusters: readonly MediaCluster[]
  /** Clusters that two accounts or more posted. */
  readonly all: number
  /** Files given with the case. */
  readonly files: { readonly total: number; readonly rejected: number; readonly tooPlain: number; readonly unused: number }
  /** Values of the media column. */
  readonly values: { readonly total: number; readonly found: number; readonly ambiguous: number }
  readonly notes: readonly string[]
}
