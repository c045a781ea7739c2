/**
 * kill -9 at many moments of the real commands: before statements of the engine, around the commits, while the store is rewritten, and by the clock. Afterwards the
 * case opens, is verified, holds every finished step and nothing of an unfinished one, and the command run again gives what it gives without a crash.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRng, type Rng } from '../src/statistics/random.js'
import { failIfNotVerified, type LedgerEntry, openCase, verifyCase, type World } from '../src/workflow/index.js'
import { emptyFolder, lockstep, MAIN, start } from './lockstep.js'

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}

/** Loaded before the command: writes down the statements that it gives the engine, and kills the process at one of them. */
const PRELOAD = `import { appendFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const { DuckDBConnection } = createRequire(process.env.CRASH_MAIN)('@duckdb/node-api')
const { CRASH_LOG: log, CRASH_AT: at, CRASH_WHEN: when } = process.env
let n = 0
for (const name of ['run', 'runAndReadAll', 'stream']) {
  const original = DuckDBConnection.prototype[name]
  DuckDBConnection.prototype[name] = async function (sql, ...rest) {
    const mine = ++n
    if (log) appendFileSync(log, sql.replaceAll(/\\s+/g, ' ') + '\\n')
    if (mine === Number(at) && when === 'before') process.kill(process.pid, 'SIGKILL')
    const result = await original.call(this, sql, ...rest)
    if (mine === Number(at) && when === 'after') process.kill(process.pid, 'SIGKILL')
    return result
  }
}
`
const WORDS = 'a heron stood on the third bollard'

/** Six accounts that repost twelve posts within seconds, among thirty that repost one each at their own time; one of these writes too. */
function posts(): string {
  const lines = ['post_id,account_id,posted_at,text,repost_of']
  const at = (minute: number, second: number) => new Date(Date.UTC(2026, 2, 2, 9, minute, second)).toISOString()
  for (let p = 0; p < 12; p++) {
    lines.push(`p${p},author,${at(p * 7, 0)},the quay ${p},`)
    for (let a = 0; a < 6; a++) lines.push(`r${p}-${a},close${a},${at(p * 7, 5 + a)},,p${p}`)
  }
  for (let a = 0; a < 30; a++) lines.push(`s${a},reader${a},${at(100 + a * 11, a)},,p${a % 12}`)
  return `${lines.join('\n')}\nown,reader3,${at(90, 0)},${WORDS},\n`
}

interface Bench {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

function makeBench(): Bench {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'posts.csv'), posts())
  writeFileSync(join(folder, 'preload.mjs'), PRELOAD)
  return { folder, env: { NODE_OPTIONS: `--import ${join(folder, 'preload.mjs')}`, CRASH_MAIN: MAIN } }
}

async function entriesOf(path: string): Promise<LedgerEntry[]> {
  failIfNotVerified(await verifyCase(world, path))
  const kase = await openCase(path, { mode: 'read' })
  const entries = await kase.ledger()
  kase.close()
  return entries
}
const essence = ({ asked: { verb, params }, done }: LedgerEntry) => ({ verb, params, counts: done.counts, hash: done.resultHash })
const essences = async (path: string) => (await entriesOf(path)).map(essence)
const leftovers = (path: string) => readdirSync(path).filter((name) => /^(tmp-read-|\.new-|compact-due|case\.lock)/.test(name))

interface Moment {
  readonly when: 'before' | 'after' | 'clock'
  /** Statement, counted from 1; of the clock: the share of the whole time. */
  readonly at: number
}

type Choose = (statements: readonly string[], rng: Rng) => readonly Moment[]
const aroundCommit: Choose = (statements) => {
  const at = statements.lastIndexOf('commit') + 1
  return [
    { when: 'before', at },
    { when: 'after', at },
  ]
}
const anywhere: Choose = (statements, rng) => [{ when: 'before', at: 1 + rng.below(statements.length) }]
const byClock: Choose = (_, rng) => [{ when: 'clock', at: 0.3 + 0.7 * rng.next() }]
const whileForgetting: Choose = (statements, rng) => {
  const find = (part: string) => statements.findIndex((sql) => sql.startsWith(part)) + 1
  const copied = find('detach compacted')
  return [
    { when: 'before', at: find('commit') },
    { when: 'after', at: find('commit') },
    { when: 'before', at: find('checkpoint compacted') },
    { when: 'after', at: copied + 1 },
    { when: 'before', at: copied + 2 + rng.below(statements.length - copied - 1) },
  ]
}

const STEPS: readonly (readonly [args: readonly string[], ...moments: readonly Choose[]])[] = [
  [['import', 'c', 'posts.csv'], anywhere, aroundCommit, byClock],
  [['network', 'c', 'windowed-cooccurrence', '--trace', 'repost', '--window', '60s', '--name', 'n'], anywhere, aroundCommit],
  [['validate', 'c', 'n', '--name', 'v'], aroundCommit],
  [['groups', 'c', 'n'], aroundCommit],
  [['dossier', 'c'], anywhere, aroundCommit],
  [['signals', 'c'], aroundCommit],
  [['judge', 'c', 'G01', '--status', 'dismissed', '--reason', 'one newsroom'], aroundCommit],
  [['report', 'c', '-o', 'report.html'], anywhere, byClock],
  [['forget', 'c', 'reader3', '--yes'], whileForgetting, byClock],
]

interface Whole {
  readonly args: readonly string[]
  readonly before: string
  readonly old: number
  readonly made: readonly unknown[]
  readonly report: string
  readonly statements: readonly string[]
  readonly ms: number
}

/** Kills the command in a copy of the case, looks at what is left and runs it again. True: the step had been finished. */
async function killAt({ folder, env }: Bench, whole: Whole, moment: Moment, place: string): Promise<boolean> {
  const { args, old, made } = whole
  const [here, path] = [join(folder, place), join(folder, place, 'c.lockstep')]
  mkdirSync(here)
  cpSync(whole.before, path, { recursive: true })
  cpSync(join(folder, 'posts.csv'), join(here, 'posts.csv'))
  cpSync(join(folder, '.key'), join(here, '.key'))
  const said = `${args[0]}, ${moment.when} ${moment.at} of ${whole.statements.length}: ${whole.statements[moment.at - 1] ?? ''}`
  const isClock = moment.when === 'clock'
  const { child, ended } = start(here, args, { env: isClock ? {} : { ...env, CRASH_AT: String(moment.at), CRASH_WHEN: moment.when } })
  const timer = isClock ? setTimeout(() => child.kill('SIGKILL'), whole.ms * moment.at) : undefined
  const { code, err } = await ended
  clearTimeout(timer)
  if (!isClock) expect(code, `${said}\n${err}`).toBe(null)
  const left = await essences(path)
  expect(left.length, said).toBeGreaterThanOrEqual(old)
  expect(left, said).toEqual(made.slice(0, left.length))
  const isForget = args[0] === 'forget'
  if (isForget && left.length > old) {
    const isDue = existsSync(join(path, 'compact-due'))
    const warned = (await verifyCase(world, path)).checks.filter((check) => check.name === 'free blocks')
    expect(warned.length, said).toBe(isDue ? 1 : 0)
    const kase = await openCase(path, { mode: 'write' })
    kase.close()
    const files = readdirSync(path).filter((name) => name.startsWith('case.duckdb'))
    expect(
      files.some((name) => readFileSync(join(path, name)).includes(WORDS)),
      said,
    ).toBe(false)
  }
  const isDone = left.length === made.length && made.length > old
  if (!isDone || isForget) {
    const again = await start(here, args).ended
    expect(again.code, `${said}\n${again.err}`).toBe(0)
    expect(await essences(path), said).toEqual(made)
    expect(leftovers(path), said).toEqual([])
    if (args[0] === 'report') expect(readFileSync(join(here, 'report.html'), 'utf8') === whole.report, said).toBe(true)
  }
  rmSync(here, { recursive: true })
  return isDone
}

test('killed at any moment of any command, the case is whole and the command can be run again', async () => {
  const bench = makeBench()
  const { folder, env } = bench
  const here = (name: string) => join(folder, name)
  const path = here('c.lockstep')
  const rng = createRng(11)
  expect(lockstep(folder, ['init', 'c']).code).toBe(0)
  const tally = { unfinished: 0, finished: 0 }
  for (const [args, ...chosen] of STEPS) {
    cpSync(path, here('before'), { recursive: true })
    const old = (await entriesOf(path)).length
    const log = here(`${args[0]}.log`)
    const whole = lockstep(folder, args, { env: { ...env, CRASH_LOG: log } })
    expect(whole.code, whole.err).toBe(0)
    const known: Whole = {
      args,
      before: here('before'),
      old,
      made: await essences(path),
      report: args[0] === 'report' ? readFileSync(here('report.html'), 'utf8') : '',
      statements: readFileSync(log, 'utf8').trimEnd().split('\n'),
      ms: whole.ms,
    }
    const moments = chosen.flatMap((choose) => choose(known.statements, rng))
    // Two at a time: one waits for the disk while the other works.
    for (let i = 0; i < moments.length; i += 2) {
      const done = await Promise.all(moments.slice(i, i + 2).map((moment, j) => killAt(bench, known, moment, `moment-${i + j}`)))
      for (const isDone of done) tally[isDone ? 'finished' : 'unfinished']++
    }
    rmSync(here('before'), { recursive: true })
  }
  expect(tally.finished).toBeGreaterThanOrEqual(STEPS.length - 2)
  expect(tally.unfinished).toBeGreaterThan(STEPS.length)
}, 240_000)

test('killed while an import reads: its text is inside the case, the case is whole, and the next command that writes clears it', async () => {
  const { folder } = makeBench()
  const path = join(folder, 'c.lockstep')
  expect(lockstep(folder, ['init', 'c']).code).toBe(0)
  const { child, ended } = start(folder, ['import', 'c', '-'], { isFed: true })
  child.stdin?.write(posts())
  const spooled = () => readdirSync(path).flatMap((name) => (name.startsWith('tmp-read-') ? [join(path, name, 'stdin')] : []))
  while (child.exitCode === null && !spooled().some((file) => existsSync(file) && statSync(file).size > 0))
    await new Promise((go) => setTimeout(go, 5))
  child.kill('SIGKILL')
  await ended
  expect(spooled().map((file) => readFileSync(file, 'utf8').includes(WORDS))).toEqual([true])
  expect(await entriesOf(path)).toEqual([])
  const again = lockstep(folder, ['import', 'c', 'posts.csv'])
  expect(again.code, again.err).toBe(0)
  expect(leftovers(path)).toEqual([])
  expect(await entriesOf(path)).toMatchObject([{ asked: { verb: 'import' }, done: { counts: { rowsKept: 115 } } }])
})
