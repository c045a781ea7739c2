/** One file of media → its record. Runs in the process of `child.ts`. */
import { lookToBytes } from '../../model/index.js'
import { decodeAnimation } from './animation.js'
import { readSound } from './audio.js'
import type { MediaFormat } from './format.js'
import { type FilmSeen, frameBag } from './frames.js'
import { lookOf } from './look.js'
import { PDQ_QUALITY, pdq, TURNS, turnedHashes } from './pdq.js'
import { decodePicture, lumaOfPixels, type Pixels, thumbnailOf } from './picture.js'
import { type MediaHash, type MediaLimits, MediaProblem, type MediaRecord, type MediaResult } from './record.js'
import { readVideo } from './video.js'

export async function readMedia(path: string, format: MediaFormat, limits: MediaLimits): Promise<MediaResult> {
  try {
    return { record: format.kind === 'picture' ? await readPicture(path, format.format, limits) : await readFilm(path, format.format) }
  } catch (error) {
    if (error instanceof MediaProblem) return { reject: { code: error.code, message: error.message } }
    return { reject: { code: 'media/damaged', message: plainly(error) } }
  }
}

async function readPicture(path: string, format: string, limits: MediaLimits): Promise<MediaRecord> {
  const { pixels, frames } = await decodePicture(path, limits)
  if (frames > 1) return await readAnimation(path, format, pixels, limits)
  const luma = lumaOfPixels(pixels)
  const { hash, quality } = pdq(luma)
  const turned = turnedHashes(luma)
  const hashes: MediaHash[] = [{ kind: 'picture', name: '', offsetMs: null, hash, quality }]
  for (const turn of TURNS) if (turn !== 'none') hashes.push({ kind: 'turn', name: turn, offsetMs: null, hash: turned[turn], quality })
  const { parts, look } = lookOf(luma)
  for (const part of parts) if (part.quality >= PDQ_QUALITY) hashes.push({ kind: 'variant', offsetMs: null, ...part })
  return {
    kind: 'picture',
    format,
    width: pixels.width,
    height: pixels.height,
    durationMs: null,
    hashes,
    looks: [{ offsetMs: null, look: lookToBytes(look) }],
    sound: null,
    thumbnail: await thumbnailOf(pixels),
    notes: [],
  }
}

/** A GIF or WebP that moves is a film without sound. */
async function readAnimation(path: string, format: string, first: Pixels, limits: MediaLimits): Promise<MediaRecord> {
  const { frames, durationMs, notes } = await decodeAnimation(path, limits)
  const bag = frameBag()
  for (const frame of frames) bag.add(frame)
  return {
    ...filmRecord(format, bag.finish()),
    width: first.width,
    height: first.height,
    durationMs,
    sound: null,
    thumbnail: await thumbnailOf(first),
    notes,
  }
}

async function readFilm(path: string, format: string): Promise<MediaRecord> {
  const film = await readVideo(path, format)
  const { fingerprint, note } = await readSound(path, format)
  return {
    ...filmRecord(format, film),
    width: film.width,
    height: film.height,
    durationMs: film.durationMs,
    sound: fingerprint && new Uint8Array(Buffer.concat([...fingerprint].map((value) => word(value)))),
    thumbnail: film.picture ? await thumbnailOf(film.picture) : null,
    notes: note === null ? film.notes : [...film.notes, note],
  }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function filmRecord(format: string, { hashes, looks }: FilmSeen): Pick<MediaRecord, 'kind' | 'format' | 'hashes' | 'looks'> {
  return {
    kind: 'video',
    format,
    hashes: hashes.map((each) => ({ kind: 'frame', ...each })),
    looks: looks.map(({ offsetMs, look }) => ({ offsetMs, look: lookToBytes(look) })),
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
