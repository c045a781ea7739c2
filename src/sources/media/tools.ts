/** Programs of the machine that films and sounds need. Found in PATH, started without a shell, with limits of time and output; what is missing is said by name. */
import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { MediaProblem } from './record.js'

export const TOOLS = {
  ffmpeg: { package: 'ffmpeg', does: 'takes pictures out of videos' },
  ffprobe: { package: 'ffmpeg', does: 'tells how long and large a video is' },
  fpcalc: { package: 'libchromaprint-tools', does: 'makes fingerprints of sound' },
} as const
export type ToolName = keyof typeof TOOLS

/** Path of the program, or null when the machine has none. Only absolute folders of PATH are looked at: never the folder one happens to be in. */
export function findTool(name: ToolName, path: string = process.env.PATH ?? ''): string | null {
  const endings = process.platform === 'win32' ? ['.exe'] : ['']
  for (const folder of path.split(delimiter).filter(isAbsolute))
    for (const ending of endings) {
      const file = join(folder, name + ending)
      try {
        accessSync(file, constants.X_OK)
        if (statSync(file).isFile()) return file
      } catch {
        // The next folder may have it.
      }
    }
  return null
}

export const lacks = (name: ToolName): string => `${name} is not on this machine: install the package ${TOOLS[name].package}`

export interface ToolLimits {
  readonly ms: number
  readonly bytes: number
}

/**
 * Runs a program to its end and hands over what it prints, piece by piece. `take` may return false when it has enough.
 * @throws MediaProblem `media/damaged` (it failed), `media/too-slow`, `media/too-large`
 */
export function runTool(
  file: string,
  args: readonly string[],
  limits: ToolLimits,
  take: (piece: Buffer) => boolean | undefined,
  input?: Uint8Array,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { shell: false, windowsHide: true, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'], env: {} })
    let [bytes, said, isEnough] = [0, '', false]
    const stop = (problem: MediaProblem | null) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      if (problem) reject(problem)
      else isEnough = true
    }
    const timer = setTimeout(() => stop(new MediaProblem('media/too-slow', `reading it took more than ${limits.ms / 1000} s`)), limits.ms)
    child.on('error', (error) => stop(new MediaProblem('media/damaged', `the program for it cannot be started (${error.message})`)))
    child.stdout?.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > limits.bytes) return stop(new MediaProblem('media/too-large', `it unpacks to more than ${limits.bytes} bytes`))
      try {
        if (take(piece) === false) stop(null)
      } catch (error) {
        stop(error as MediaProblem)
      }
    })
    child.stderr?.on('data', (piece: Buffer) => {
      if (said.length < 2000) said += piece.toString('utf8')
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0 || isEnough) resolve()
      else reject(new MediaProblem('media/damaged', `it cannot be decoded${reason(said)}`))
    })
    if (input) {
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
    }
  })
}

/** The first line that the program said, without paths and addresses of memory. */
function reason(said: string): string {
  const line = said
    .split('\n')
    .map((each) =>
      each
        .replace(/\[[^\]]*@[^\]]*\]\s*/g, '')
        .replace(/\S*[\\/]\S*/g, '')
        .replace(/^[:\s]+/, '')
        .trim(),
    )
    .find((each) => each !== '')
  return line ? ` (${line.slice(0, 200)})` : ''
}
