/** The built command line, run as its own process, for tests of whole runs. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { root } from './files.js'

export const MAIN = process.env.LOCKSTEP_MAIN ?? join(root, 'dist', 'src', 'cli', 'main.js')

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly ms: number
}

const made: string[] = []
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder, removed after the tests of the file; its key file makes short names the same in every run. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  made.push(folder)
  writeFileSync(join(folder, '.key'), `${'07'.repeat(32)}\n`, { mode: 0o600 })
  return folder
}

function environment(folder: string, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, LOCKSTEP_KEY_FILE: ___, ...rest } = process.env
  return { ...rest, HOME: folder, XDG_CONFIG_HOME: join(folder, '.config'), LOCKSTEP_KEY_FILE: join(folder, '.key'), ...extra }
}

function mustBeBuilt(): void {
  if (!existsSync(MAIN)) throw new Error('the command line is not built: run npm test, or npm run build first')
}

export function lockstep(
  folder: string,
  args: readonly string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Ran {
  mustBeBuilt()
  const begin = performance.now()
  const done = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: environment(folder, options.env ?? {}),
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { code: done.status, out: done.stdout, err: done.stderr, ms: performance.now() - begin }
}

/** Started and left running; for Ctrl-C, locks and crashes. */
export function start(
  folder: string,
  args: readonly string[],
  options: { isFed?: boolean; env?: Record<string, string> } = {},
): { child: ChildProcess; ended: Promise<Ran> } {
  mustBeBuilt()
  const begin = performance.now()
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: environment(folder, options.env ?? {}),
    stdio: [options.isFed ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout?.on('data', (block) => {
    out += block
  })
  child.stderr?.on('data', (block) => {
    err += block
  })
  const ended = new Promise<Ran>((done) => child.on('close', (code) => done({ code, out, err, ms: performance.now() - begin })))
  return { child, ended }
}

/** The first line of `--json`. */
export function envelope(ran: Ran): {
  ok: boolean
  command: string | null
  case: string | null
  data: never
  warnings: string[]
  error: Record<string, unknown>
} {
  return JSON.parse(ran.out.slice(0, ran.out.indexOf('\n')))
}
