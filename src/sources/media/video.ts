/**
 * Frames of a video by the ffmpeg of the machine. The container is named by its first bytes and not guessed again, and no protocol but files is let in,
 * so that nothing in the file can make ffmpeg open another file or address (playlists, lists of parts, references).
 */
import { resolve } from 'node:path'
import { type FilmSeen, FRAME_LIMITS, frameBag } from './frames.js'
import type { Luma } from './pdq.js'
import type { Pixels } from './picture.js'
import { MediaProblem } from './record.js'
import { findTool, lacks, runTool } from './tools.js'

export const VIDEO_LIMITS = {
  /** Of one frame, as the file claims it. */
  pixels: 36_000_000,
  /** A longer one is not read. */
  seconds: 6 * 3600,
  /** For each program run. */
  ms: 120_000,
  /** Frames are brought to this longer side. */
  side: 320,
} as const
/** Our names of containers → ffmpeg's. */
export const CONTAINERS: Readonly<Record<string, string>> = { mp4: 'mov', webm: 'matroska', avi: 'avi' }

export interface Film extends FilmSeen {
  readonly width: number
  readonly height: number
  readonly durationMs: number
  /** The first frame that shows something, for a thumbnail. */
  readonly picture: Pixels | null
  readonly notes: readonly string[]
}

/** What every opening has in common. An absolute path with the protocol before it is never taken for an option, whatever the file is called. */
export function inputOf(path: string, format: string): string[] {
  const container = CONTAINERS[format]
  if (!container) throw new MediaProblem('media/not-read', `${format} is no kind of video that is read here`)
  return ['-protocol_whitelist', 'file,pipe', '-f', container, '-i', `file:${resolve(path)}`]
}

/** @throws MediaProblem */
export async function readVideo(path: string, format: string): Promise<Film> {
  const [ffmpeg, ffprobe] = [findTool('ffmpeg'), findTool('ffprobe')]
  if (!ffmpeg || !ffprobe) throw new MediaProblem('media/needs-ffmpeg', lacks(ffmpeg ? 'ffprobe' : 'ffmpeg'))
  const { width, height, seconds } = await probe(ffprobe, path, format)
  const perSecond = Math.min(1, FRAME_LIMITS.most / Math.max(1, seconds))
  const bag = frameBag()
  let frames = 0
  let picture: Luma | null = null
  const parse = pgmReader((luma) => {
    if (picture === null || (frames < 10 && contrast(luma) > 2 * contrast(picture))) picture = luma
    bag.add({ offsetMs: Math.round((frames * 1000) / perSecond), luma })
    frames++
  })
  const box = `scale=w=${VIDEO_LIMITS.side}:h=${VIDEO_LIMITS.side}:force_original_aspect_ratio=decrease:flags=area`
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1']
  args.push('-max_pixels', String(VIDEO_LIMITS.pixels), ...inputOf(path, format))
  args.push('-map', '0:v:0', '-an', '-sn', '-dn', '-vf', `fps=${perSecond},${box}`, '-frames:v', String(FRAME_LIMITS.most))
  args.push('-threads', '1', '-pix_fmt', 'gray', '-f', 'image2pipe', '-c:v', 'pgm', 'pipe:1')
  const notes: string[] = []
  try {
    await runTool(ffmpeg, args, { ms: VIDEO_LIMITS.ms, bytes: FRAME_LIMITS.most * (VIDEO_LIMITS.side ** 2 + 64) }, parse)
  } catch (error) {
    // A video that breaks off is used as far as it goes.
    if (frames === 0 || !(error instanceof MediaProblem) || error.code !== 'media/damaged') throw error
    notes.push(`it breaks off after ${frames} frames`)
  }
  if (frames === 0) throw new MediaProblem('media/damaged', 'no frame of it can be decoded')
  if (perSecond < 1) notes.push(`one frame every ${(1 / perSecond).toFixed(1)} s`)
  return { ...bag.finish(), width, height, durationMs: Math.round(seconds * 1000), picture: picture && greyPixels(picture), notes }
}

const greyPixels = ({ width, height, pixels }: Luma): Pixels => ({ width, height, channels: 1, bytes: Uint8Array.from(pixels) })

/** Mean difference from the mean. */
function contrast({ pixels }: Luma): number {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length
  return pixels.reduce((sum, value) => sum + Math.abs(value - mean), 0) / pixels.length
}

async function probe(ffprobe: string, path: string, format: string): Promise<{ width: number; height: number; seconds: number }> {
  let text = ''
  const args = ['-v', 'error', ...inputOf(path, format), '-select_streams', 'v:0']
  args.push('-show_entries', 'stream=width,height,duration:format=duration', '-of', 'json')
  await runTool(ffprobe, args, { ms: VIDEO_LIMITS.ms, bytes: 1 << 20 }, (piece) => {
    text += piece.toString('utf8')
    return undefined
  })
  const { streams = [], format: whole = {} } = JSON.parse(text || '{}') as {
    streams?: { width?: number; height?: number; duration?: string }[]
    format?: { duration?: string }
  }
  const [{ width = 0, height = 0, duration } = {}] = streams
  if (width < 1 || height < 1) throw new MediaProblem('media/damaged', 'there is no picture in it')
  if (width * height > VIDEO_LIMITS.pixels)
    throw new MediaProblem(
      'media/too-many-pixels',
      `${width} × ${height} pixels, more than the ${VIDEO_LIMITS.pixels / 1e6} million of a frame`,
    )
  const seconds = Number(whole.duration ?? duration ?? 0) || 0
  if (seconds > VIDEO_LIMITS.seconds)
    throw new MediaProblem('media/too-long', `${Math.round(seconds)} s, longer than the ${VIDEO_LIMITS.seconds} s that are read`)
  return { width, height, seconds }
}

const HEAD = /^P5\s(\d{1,5})\s(\d{1,5})\s255\s/

/** Cuts a stream of PGM pictures (`P5 width height 255`, then the bytes) into pictures. */
export function pgmReader(take: (luma: Luma) => void): (piece: Buffer) => undefined {
  let waiting: Buffer = Buffer.alloc(0)
  let need = 0
  return (piece) => {
    waiting = Buffer.concat([waiting, piece])
    while (waiting.length >= need) {
      const head = HEAD.exec(waiting.subarray(0, 32).toString('latin1'))
      if (!head) {
        if (waiting.length >= 32) throw new MediaProblem('media/damaged', 'what came out of it is no picture')
        return undefined
      }
      const [width, height] = [Number(head[1]), Number(head[2])]
      need = head[0].length + width * height
      if (waiting.length < need) return undefined
      take({ width, height, pixels: Float32Array.from(waiting.subarray(head[0].length, need)) })
      waiting = waiting.subarray(need)
      need = 0
      if (waiting.length === 0) return undefined
    }
    return undefined
  }
}
