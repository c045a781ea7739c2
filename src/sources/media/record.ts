/** What is kept of one file of media: hashes and a small picture of it, nothing of its metadata. */
import type { MediaKind } from './format.js'

export interface MediaHash {
  /** picture: the whole picture; turn: as it would be after a turn; variant: a part of it or a mended one; frame: one moment of a film. */
  readonly kind: 'picture' | 'turn' | 'variant' | 'frame'
  /** Of a turn or a variant, such as `mirrored`; empty for others. */
  readonly name: string
  /** Of a frame: milliseconds from the beginning. */
  readonly offsetMs: number | null
  readonly hash: string
  readonly quality: number
}
export interface MediaRecord {
  readonly kind: MediaKind
  readonly format: string
  readonly width: number
  readonly height: number
  readonly durationMs: number | null
  /** In a total order: the same file gives the same list. */
  readonly hashes: readonly MediaHash[]
  /** Of a picture one, of a film several moments: for laying copies over each other (model/look.ts). */
  readonly looks: readonly { readonly offsetMs: number | null; readonly look: Uint8Array }[]
  /** Chromaprint of a film's sound, four bytes a value; null when there is none. */
  readonly sound: Uint8Array | null
  /** WebP without metadata, longest side THUMBNAIL_SIDE; null when there is nothing to show. */
  readonly thumbnail: Uint8Array | null
  /** Said of the file, such as that only one of its frames was read. */
  readonly notes: readonly string[]
}
/** A file that cannot be used, and why. */
export interface MediaReject {
  readonly code: string
  readonly message: string
}
/** Said of every file where the decoder itself is missing. */
export const NO_DECODER = 'media/no-decoder'
export type MediaResult = { readonly record: MediaRecord } | { readonly reject: MediaReject }

/** Beyond these a file is rejected: a picture shrinks a thousand times, and a header may claim anything. */
export const MEDIA_LIMITS = {
  /** Bytes of one file. */
  bytes: 512 << 20,
  /** Pixels of one picture, or of all frames of an animated one together. */
  pixels: 100_000_000,
  /** Time for one file. */
  pictureMs: 20_000,
  videoMs: 300_000,
  /** Memory of the process that decodes. */
  memoryBytes: 2 * 2 ** 30,
} as const
export type MediaLimits = { readonly [K in keyof typeof MEDIA_LIMITS]: number }
export const THUMBNAIL_SIDE = 128

/** Thrown while a file is read; becomes its reject. */
export class MediaProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}
