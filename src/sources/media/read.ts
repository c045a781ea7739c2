/** One file of media → its record. Runs in the process of `child.ts`. */
import type { MediaFormat } from './format.js'
import { pdq, TURNS, turnedHashes } from './pdq.js'
import { decodePicture, lumaOfPixels, thumbnailOf } from './picture.js'
import { type MediaHash, type MediaLimits, MediaProblem, type MediaRecord, type MediaResult } from './record.js'

export async function readMedia(path: string, format: MediaFormat, limits: MediaLimits): Promise<MediaResult> {
  try {
    if (format.kind === 'picture') return { record: await readPicture(path, format.format, limits) }
    throw new MediaProblem('media/not-read', `${format.format}: only pictures are read`)
  } catch (error) {
    if (error instanceof MediaProblem) return { reject: { code: error.code, message: error.message } }
    return { reject: { code: 'media/damaged', message: plainly(error) } }
  }
}

async function readPicture(path: string, format: string, limits: MediaLimits): Promise<MediaRecord> {
  const { pixels, frames } = await decodePicture(path, limits)
  const luma = lumaOfPixels(pixels)
  const { hash, quality } = pdq(luma)
  const turned = turnedHashes(luma)
  const hashes: MediaHash[] = [{ kind: 'picture', name: '', offsetMs: null, hash, quality }]
  for (const turn of TURNS) if (turn !== 'none') hashes.push({ kind: 'turn', name: turn, offsetMs: null, hash: turned[turn], quality })
  return {
    kind: 'picture',
    format,
    width: pixels.width,
    height: pixels.height,
    durationMs: null,
    hashes,
    thumbnail: await thumbnailOf(pixels),
    notes: frames > 1 ? [`the first of ${frames} frames`] : [],
  }
}

/** The decoder's own words, without paths. */
function plainly(error: unknown): string {
  const message = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error)
  const bare = message
    .replace(/^Input file (contains |is )?/, '')
    .replace(/\S*[\\/]\S*/g, '')
    .trim()
  return `it cannot be decoded${bare === '' ? '' : ` (${bare.slice(0, 200)})`}`
}
