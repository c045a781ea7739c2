/**
 * Fingerprint of a video's sound (Chromaprint, Lalinsky 2011): 32 bits for about every eighth of a second, from the strength of the twelve notes. ffmpeg takes the
 * sound out, under the same guard as the pictures, and fpcalc gets nothing but plain samples. Null when there is no sound, or too little of it.
 */
import { MediaProblem } from './record.js'
import { findTool, lacks, runTool } from './tools.js'
import { inputOf, VIDEO_LIMITS } from './video.js'

export const SOUND_LIMITS = {
  /** From the beginning; what comes after is not compared. */
  seconds: 180,
  rate: 11_025,
} as const

export interface Sound {
  readonly fingerprint: Uint32Array | null
  /** Said of the file: what the machine lacks, or why there is none. */
  readonly note: string | null
}

export async function readSound(path: string, format: string): Promise<Sound> {
  const [ffmpeg, fpcalc] = [findTool('ffmpeg'), findTool('fpcalc')]
  if (!ffmpeg || !fpcalc) return { fingerprint: null, note: `sound not compared: ${lacks(ffmpeg ? 'fpcalc' : 'ffmpeg')}` }
  const pieces: Buffer[] = []
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...inputOf(path, format), '-map', '0:a:0', '-vn', '-sn', '-dn']
  args.push('-t', String(SOUND_LIMITS.seconds), '-ac', '1', '-ar', String(SOUND_LIMITS.rate), '-f', 'wav', '-bitexact', 'pipe:1')
  try {
    const bytes = (SOUND_LIMITS.seconds + 5) * SOUND_LIMITS.rate * 2
    await runTool(ffmpeg, args, { ms: VIDEO_LIMITS.ms, bytes }, (piece) => {
      pieces.push(piece)
      return undefined
    })
  } catch (error) {
    if (!(error instanceof MediaProblem)) throw error
    if (pieces.length === 0) return { fingerprint: null, note: null }
  }
  return await fingerprintOf(Buffer.concat(pieces), fpcalc)
}

/** Of a WAV file. fpcalc 1.5 prints the fingerprint and then reports the end of its input as an error, so what it printed counts. */
export async function fingerprintOf(wav: Uint8Array, fpcalc: string): Promise<Sound> {
  let text = ''
  const take = (piece: Buffer) => {
    text += piece.toString('latin1')
    return undefined
  }
  const args = ['-raw', '-json', '-length', String(SOUND_LIMITS.seconds), '-']
  try {
    await runTool(fpcalc, args, { ms: VIDEO_LIMITS.ms, bytes: 1 << 20 }, take, wav)
  } catch (error) {
    if (!(error instanceof MediaProblem) || error.code !== 'media/damaged') throw error
  }
  const printed = /"fingerprint": \[([\d,]+)\]/.exec(text)
  return { fingerprint: printed ? Uint32Array.from((printed[1] as string).split(','), Number) : null, note: null }
}
