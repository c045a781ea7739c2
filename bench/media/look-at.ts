import type { Look } from '../../src/model/index.js'
import { lookOf } from '../../src/sources/media/look.js'
import { mirrored } from '../../src/sources/media/luma.js'
import { lumaOf, pdq } from '../../src/sources/media/pdq.js'
import type { Picture } from './scenes.js'

export interface Looked extends Look {
  readonly quality: number
  /** Of the whole first, then in the mirror, then of parts. */
  readonly hashes: readonly string[]
}

/** As an import looks at a picture. */
export function lookAt({ rgb, width, height }: Picture): Looked {
  const luma = lumaOf(rgb, width, height, 3)
  const { hash, quality } = pdq(luma)
  const { parts, look } = lookOf(luma)
  return { ...look, quality, hashes: [hash, pdq(mirrored(luma)).hash, ...parts.map((part) => part.hash)] }
}
