/** Decodes a still picture with sharp and makes its thumbnail. Runs in the process of `child.ts`, since what it reads may be hostile. */
import sharp from 'sharp'
import { type Luma, lumaOf } from './pdq.js'
import { type MediaLimits, MediaProblem, THUMBNAIL_SIDE } from './record.js'

/** 8-bit pixels row by row, channels interleaved: one is grey, three are red, green, blue. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly bytes: Uint8Array
}
export interface DecodedPicture {
  readonly pixels: Pixels
  /** Frames of an animated picture; `pixels` is the first. */
  readonly frames: number
}

/** Only these decoders may run, whatever a file pretends to be: no SVG, no PDF, no TIFF. */
const DECODERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif', 'VipsForeignLoadHeif']
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: DECODERS })
sharp.cache(false)
sharp.concurrency(1)

export const lumaOfPixels = ({ bytes, width, height, channels }: Pixels): Luma => lumaOf(bytes, width, height, channels)

/** Options for every opening: metadata and colour profiles are not applied, a cut-off file is an error. */
export const openOptions = ({ pixels }: Pick<MediaLimits, 'pixels'>) =>
  ({ limitInputPixels: pixels, failOn: 'error', ignoreIcc: true, sequentialRead: true }) as const

/**
 * The pixels as they are shown: turned as the orientation in the file says, which is all that is read of its metadata; transparency left
 * out, as in the published PDQ program.
 * @throws MediaProblem
 */
export async function decodePicture(path: string, limits: Pick<MediaLimits, 'pixels'>): Promise<DecodedPicture> {
  const options = openOptions(limits)
  const { width = 0, height = 0, pages = 1, channels = 3 } = await sharp(path, { ...options, limitInputPixels: false }).metadata()
  if (width * height > limits.pixels)
    throw new MediaProblem(
      'media/too-many-pixels',
      `${width} × ${height} pixels, more than the ${limits.pixels / 1_000_000} million that are decoded`,
    )
  const opened = sharp(path, options).autoOrient().removeAlpha()
  const { data, info } = await (channels < 3 ? opened.toColourspace('b-w') : opened.toColourspace('srgb'))
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { pixels: { width: info.width, height: info.height, channels: info.channels, bytes: data }, frames: pages }
}

/** From pixels and not from the file, so that nothing else of the file can come along. */
export async function thumbnailOf({ width, height, channels, bytes }: Pixels): Promise<Uint8Array> {
  return await sharp(bytes, { raw: { width, height, channels: channels as 1 | 3 } })
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 60 })
    .toBuffer()
}
