/** Real processes on real disks: killed at many moments, without room, without the right to write, beside one another. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createRng } from '../statistics/random.js'
import { createCase, openCase } from './case.js'
import { hashRows } from './hash-rows.js'
import { chainFault, compareMirror } from './ledger.js'
import { testFolder, testWorld, writeRows } from './test-case.js'

const built = resolve('.tmp', `store-test-${process.pid}`)
const repo = resolve('.')
let folder: ReturnType<typeof testFolder>

beforeAll(() => {
  const tsc = join(repo, 'node_modules/typescript/bin/tsc')
  writeFile(
    join(built, 'tsconfig.json'),
    JSON.stringify({
      extends: join(repo, 'tsconfig.json'),
      compilerOptions: { rootDir: join(repo, 'src'), outDir: join(built, 'out'), declaration: false },
      include: [],
      files: [join(repo, 'src/store/test-case.ts'), join(repo, 'src/store/index.ts')],
    }),
  )
  spawnSync(process.execPath, [tsc, '-p', join(built, 'tsconfig.json')])
  writeFile(join(built, 'out/package.json'), '{"type":"module"}')
  writeFile(
    join(built, 'out/child.js'),
    `import { createCase, openCase } from './store/index.js'
     import { testWorld, writeRows } from './store/test-case.js'
     const [path, steps, rows, point] = process.argv.slice(2)
     const say = (text) => process.stdout.write(text + '\\n')
     let kase
     try {
       kase = await openCase(path, { mode: process.env.CASE_MODE ?? 'write', verb: 'child' })
       const die = () => process.kill(process.pid, 'SIGKILL')
       if (point) {
         const run = kase.db.run
         kase.db.run = async (sql, values) => {
           if (point === 'before ' + sql) die()
           await run(sql, values)
           if (point === 'after ' + sql) die()
         }
       }
       const first = (await kase.ledger()).length
       const told = process.env.HOLD && new Promise((go) => { const wait = setInterval(() => 0, 1000); process.once('SIGUSR2', () => { clearInterval(wait); go() }) })
       say('open')
       await told
       for (let i = first; i < first + Number(steps); i++) {
         await writeRows(kase, testWorld(), i, Number(rows), point === 'during' ? die : undefined)
         say('step ' + i)
       }
       kase.close()
       kase = undefined
       say('closed')
     } catch (error) {
       say('problem ' + (error.problem ? JSON.stringify(error.problem) : 'STACK ' + error.stack))
     }
     kase?.close()`,
  )
})
afterAll(() => rmSync(built, { recursive: true, force: true }))
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

function writeFile(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}

interface Child {
  readonly process: ChildProcess
  readonly lines: string[]
  readonly done: Promise<void>
}
function start(args: readonly string[], options: { env?: Record<string, string>; uid?: number; shell?: string } = {}): Child {
  const all = [join(built, 'out/child.js'), ...args]
  const child = options.shell
    ? spawn('bash', ['-c', `${options.shell}; exec "$0" "$@"`, process.execPath, ...all], { env: { ...process.env, ...options.env } })
    : spawn(process.execPath, all, {
        env: { ...process.env, ...options.env },
        ...(options.uid ? { uid: options.uid, gid: options.uid } : {}),
      })
  const lines: string[] = []
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() as string
    lines.push(...parts)
  })
  child.stderr.on('data', (chunk: Buffer) => lines.push(`stderr ${chunk.toString()}`))
  return { process: child, lines, done: new Promise((go) => child.on('close', () => go())) }
}
const problemIn = (lines: readonly string[]) => {
  const line = lines.find((text) => text.startsWith('problem '))
  expect(line, lines.join('\n')).toBeDefined()
  expect(line).not.toContain('STACK')
  expect(lines.filter((text) => text.startsWith('stderr'))).toEqual([])
  return JSON.parse((line as string).slice(8)) as { code: string; what: string; fix: string; unchanged: string }
}

/** Opens, compares every step with its hash, finds no row of an unfinished one. Gives the number of finished steps. */
async function expectWhole(path: string, rows: number): Promise<number> {
  const kase = await openCase(path, { mode: 'write' })
  const entries = await kase.ledger()
  const lines = entries.map((entry) => JSON.stringify(entry))
  expect(chainFault(lines)).toBeNull()
  expect(compareMirror(path, lines)).toMatchObject({ differsAt: null, missing: Buffer.alloc(0) })
  for (const entry of entries) expect(await hashRows(kase.db, entry.done.resultSql as string)).toBe(entry.done.resultHash)
  expect(await kase.db.row('select count(*) as n from rejects')).toEqual({ n: entries.length * rows })
  kase.close()
  return entries.length
}

async function emptyCase(): Promise<string> {
  const path = join(folder.path, 'c')
  const kase = await createCase(path)
  kase.close()
  return path
}

test('killed at 32 moments, the case opens with every finished step and nothing of an unfinished one', async () => {
  const path = await emptyCase()
  const rng = createRng(7)
  const rows = 3000
  let finished = 0
  for (let i = 0; i < 32; i++) {
    const child = start([path, '50', String(rows)])
    while (!child.lines.includes('open') && child.process.exitCode === null) await new Promise((go) => setTimeout(go, 5))
    await new Promise((go) => setTimeout(go, rng.below(300)))
    child.process.kill('SIGKILL')
    await child.done
    const said = child.lines.filter((line) => line.startsWith('step ')).length
    const now = await expectWhole(path, rows)
    expect(now, child.lines.join('\n')).toBeGreaterThanOrEqual(finished + said)
    expect(now).toBeLessThanOrEqual(finished + said + 1)
    finished = now
  }
  expect(finished).toBeGreaterThan(3)
}, 240_000)

test.each([
  ['during', 0],
  ['before commit', 0],
  ['after commit', 1],
])('killed %s, %i step more is in the ledger and in its mirror', async (point, more) => {
  const path = await emptyCase()
  const before = start([path, '1', '1000'])
  await before.done
  const child = start([path, '1', '1000', point])
  await child.done
  expect(child.process.signalCode).toBe('SIGKILL')
  expect(await expectWhole(path, 1000)).toBe(1 + more)
})

test('killed while a case is made, it can be made again', async () => {
  for (let i = 0; i < 4; i++) {
    const path = join(folder.path, `new-${i}`)
    const code = `import(${JSON.stringify(join(built, 'out/store/index.js'))}).then((m) => m.createCase(process.argv[1])).then((k) => { k.close(); process.exit() })`
    const child = spawn(process.execPath, ['-e', code, path])
    const gone = new Promise((go) => child.on('close', go))
    while (!existsSync(path) && child.exitCode === null) await new Promise((go) => setTimeout(go, 1))
    await new Promise((go) => setTimeout(go, i * 8))
    child.kill('SIGKILL')
    await gone
    const kase = existsSync(join(path, 'case.duckdb')) ? await openCase(path, { mode: 'write' }) : await createCase(path)
    await writeRows(kase, testWorld(), 0, 1)
    kase.close()
  }
})

test('a case held by another process says who holds it; readers share', async () => {
  const path = await emptyCase()
  const holder = start([path, '1', '1'], { env: { HOLD: 'until told' } })
  while (!holder.lines.includes('open')) await new Promise((go) => setTimeout(go, 5))
  for (const mode of ['write', 'read']) {
    const other = start([path, '1', '1'], { env: { CASE_MODE: mode } })
    await other.done
    const problem = problemIn(other.lines)
    expect(problem.code).toBe('case/locked')
    expect(problem.what).toContain(`"lockstep child" (process ${holder.process.pid}, since `)
  }
  holder.process.kill('SIGUSR2')
  await holder.done
  expect(holder.lines).toContain('closed')
  const kase = await openCase(path, { mode: 'read' })
  const reader = start([path, '0', '1'], { env: { CASE_MODE: 'read' } })
  await reader.done
  expect(reader.lines).toEqual(['open', 'closed'])
  const writer = start([path, '1', '1'])
  await writer.done
  expect(problemIn(writer.lines)).toMatchObject({ code: 'case/locked' })
  kase.close()
})

/** Root may write anywhere, so as root the child becomes nobody; elsewhere the folder is closed to ourselves. */
const isRoot = process.getuid?.() === 0

test('a read-only case folder can be read, and writing says why it cannot be', async () => {
  const path = await emptyCase()
  const child = start([path, '1', '100'])
  await child.done
  chmodSync(folder.path, 0o755)
  execFileSync('chmod', ['-R', 'a+rX,a-w', path])
  const as = isRoot ? { uid: 65534 } : {}
  const reader = start([path, '0', '1'], { env: { CASE_MODE: 'read' }, ...as })
  await reader.done
  expect(reader.lines).toEqual(['open', 'closed'])
  const writer = start([path, '1', '1'], as)
  await writer.done
  expect(problemIn(writer.lines)).toMatchObject({ code: 'case/read-only', unchanged: expect.stringContaining('nothing was done') })
  execFileSync('chmod', ['-R', 'u+w', path])
  expect(await expectWhole(path, 100)).toBe(1)
})

/** A small file system where one may be mounted; a limit on the size of files (`ulimit -f`, in KiB) everywhere. */
test('without room on the disk a step leaves the case as it was', async () => {
  const path = await emptyCase()
  const first = start([path, '1', '1000'])
  await first.done
  const limited = start([path, '3', '2000000'], { shell: "trap '' XFSZ; ulimit -f 6000" })
  await limited.done
  expect(problemIn(limited.lines).code).toBe('case/disk-full')
  expect(await expectWhole(path, 1000)).toBe(1)
  const small = join(folder.path, 'small')
  mkdirSync(small)
  if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'none', small]).status !== 0) return
  try {
    cpSync(path, join(small, 'c'), { recursive: true })
    const full = start([join(small, 'c'), '3', '2000000'])
    await full.done
    expect(problemIn(full.lines).code).toBe('case/disk-full')
    const reader = start([join(small, 'c'), '0', '1'], { env: { CASE_MODE: 'read' } })
    await reader.done
    expect(reader.lines).toEqual(['open', 'closed'])
    const roomy = join(folder.path, 'roomy')
    cpSync(join(small, 'c'), roomy, { recursive: true })
    expect(await expectWhole(roomy, 1000)).toBe(1)
  } finally {
    spawnSync('umount', [small])
  }
})

test('ledger.ndjson that cannot be written does not undo the step', async () => {
  const path = await emptyCase()
  const kase = await openCase(path, { mode: 'write' })
  rmSync(join(path, 'ledger.ndjson'))
  mkdirSync(join(path, 'ledger.ndjson'))
  const world = testWorld()
  await writeRows(kase, world, 0, 5).catch(() => undefined)
  kase.close()
  rmSync(join(path, 'ledger.ndjson'), { recursive: true })
  expect(await expectWhole(path, 5)).toBe(1)
  expect(readFileSync(join(path, 'ledger.ndjson'), 'utf8')).toContain('"verb":"rows"')
})
