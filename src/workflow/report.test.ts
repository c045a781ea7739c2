import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { combineTraces } from '../model/index.js'
import { OUTPUTS } from '../outputs/index.js'
import { type Case, createCase, openCase, type World } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { writeDossiers } from './dossiers.js'
import { exportSubject } from './export.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork } from './network.js'
import { makeNamer, writeReport } from './report.js'
import { findTexts } from './texts.js'

/** What others may call themselves and write: a formula, markup, a right-to-left override, a bell, quotes. */
const HANDLES = ['=HYPERLINK("http://x")', '<img src=x onerror=hit()>', 'abc\u202egpj', 'bell\u0007"\'&', '+1', '@SUM(A1)']
const TEXT = '=1+1 <script>hit()</script> \u202e thanks @<img src=x> and @bellona. said @nobody_here'
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`

let folder: ReturnType<typeof testFolder>
let posts: string
let keyFile: string
let kase: Case
let networkId: string
const world = testWorld()

/** Six accounts of hostile handles repost the same 8 posts within half a minute, a day apart; bellona reposts them hours later. */
async function makeCase(name: string): Promise<Case> {
  const made = await createCase(join(folder.path, name))
  await importFiles(world, made, [posts], { format: 'csv', map: { handle: 'handle' } })
  networkId = (await buildNetwork(world, made, { method: 'windowed-cooccurrence', trace: 'repost', params: {}, seed: 7 })).networkId
  await findGroups(world, made, { networkId, method: 'leiden', params: {}, seed: 7 })
  await writeDossiers(world, made, { seed: 7 })
  return made
}

beforeEach(async () => {
  folder = testFolder()
  keyFile = join(folder.path, 'keys', 'key')
  const rows = ['platform,post_id,account_id,handle,posted_at,text,repost_of,repost_of_account']
  const add = (id: string, handle: string, object: number, seconds: number) => {
    const at = new Date(Date.UTC(2026, 0, 1 + object) + seconds * 1000).toISOString()
    rows.push(`skiff,${object}-${id},${id},${quote(handle)},${at},${quote(TEXT)},o${object},s${object % 3}`)
  }
  for (let object = 0; object < 8; object++) {
    for (const [i, handle] of HANDLES.entries()) add(`id-${i}`, handle, object, 600 + ((i * 5 + object) % 30))
    add('id-9', 'bellona', object, 9000 + object)
  }
  posts = join(folder.path, 'posts.csv')
  writeFileSync(posts, `${rows.join('\n')}\n`)
  kase = await makeCase('case')
})
afterEach(() => {
  kase.close()
  folder.remove()
})

const names = (reveal = false) => makeNamer(kase, { reveal, reason: reveal ? 'a court asked' : undefined, keyFile, world })
const verbs = async () => (await kase.ledger()).map(({ asked }) => asked.verb)
const leftovers = (path: string) => readdirSync(path, { recursive: true }).filter((name) => String(name).endsWith('.part'))

test('the report is noted in the ledger with its hash; a second one, and one of another case folder with the same key, have the same bytes', async () => {
  const first = await writeReport(world, kase, { path: join(folder.path, 'out', 'one.html'), namer: await names(), title: 't' })
  const text = readFileSync(first.path, 'utf8')
  expect(first.bytes).toBe(Buffer.byteLength(text))
  expect((await kase.ledger()).at(-1)).toMatchObject({
    asked: { verb: 'report', params: { names: 'short' } },
    done: { resultHash: first.sha256 },
  })
  const again = await writeReport(world, kase, { path: join(folder.path, 'two.html'), namer: await names(), title: 't' })
  expect(again.sha256).toBe(first.sha256)
  kase.close()
  kase = await makeCase('another')
  const other = await writeReport(world, kase, { path: join(folder.path, 'three.html'), namer: await names(), title: 't' })
  expect(other.sha256).toBe(first.sha256)
  expect(leftovers(folder.path)).toEqual([])
})

test('hostile handles and texts stay text in every output, hidden and revealed', async () => {
  await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  for (const reveal of [false, true]) {
    const namer = await names(reveal)
    const { path } = await writeReport(world, kase, { path: join(folder.path, 'r.html'), namer })
    const page = readFileSync(path, 'utf8')
    expect(page).not.toMatch(/<script|<img|\u202e|\u0007/)
    expect(page.includes('onerror=hit()')).toBe(reveal)
    expect(page.includes('[U+202E]')).toBe(true)
    expect(page.includes('skiff:o3')).toBe(reveal)
    for (const output of OUTPUTS) {
      const file = join(folder.path, `x.${output.extension}`)
      const subject = output.of.includes('network') ? { networkId } : output.of.includes('group') ? { groupId: 'G01' } : {}
      if (output.id.endsWith('-media')) {
        const asked = exportSubject(world, kase, { output: output.id, path: file, namer })
        await expect(asked).rejects.toMatchObject({ problem: { code: 'usage/no-media' } })
        continue
      }
      const done = await exportSubject(world, kase, { output: output.id, ...subject, path: file, namer })
      const bytes = readFileSync(file)
      expect(done.bytes).toBe(bytes.length)
      const text = bytes.toString('utf8')
      if (!reveal) for (const handle of HANDLES.slice(0, 4)) expect(text.includes(handle), output.id).toBe(false)
      if (!reveal || output.id === 'csv-evidence') expect(text.includes('skiff:o3'), output.id).toBe(reveal)
      if (output.id === 'csv') expect(text).not.toMatch(/(^|[,"\r\n])[=+@\t]/)
      if (output.id === 'graphml' || output.id === 'gexf') expect(text).not.toMatch(/<img|<script|\u0007/)
      expect((await exportSubject(world, kase, { output: output.id, ...subject, path: file, namer })).sha256).toBe(done.sha256)
    }
  }
  expect(leftovers(folder.path)).toEqual([])
})

test('handles inside texts are replaced: an account of the case by its short name, any other by a code', async () => {
  const namer = await names()
  const bellona = (await kase.db.row<{ k: number }>(`select account_key as "k" from accounts where handle = 'bellona'`)).k
  const name = namer(bellona)
  expect(name).toMatch(/^a-[2-9a-z]{6}$/)
  expect(namer.text('hi @bellona. and @BELLONA, (@bellona) mail me@bellona.org')).toBe(
    `hi @${name}. and @${name}, (@${name}) mail me@bellona.org`,
  )
  expect(namer.text('@nobody_here')).toMatch(/^@h-[2-9a-z]{6}$/)
  expect(namer.text('@nobody_here')).toBe(namer.text('@Nobody_Here'))
  expect(namer.object('mention', 'unknown:bellona')).toBe(name)
  expect(namer.object('mention', 'x:bellona')).toBe(`x:${name}`)
  expect(namer.object(combineTraces(['repost', 'mention']), 'mention x:bellona')).toBe(`mention x:${name}`)
  expect(namer.object('reply-target', 'x:account:bellona')).toBe(`x:account:${name}`)
  expect(namer.object('reply-target', 'unknown:account:nobody_here')).toBe(`account:${namer.text('@nobody_here').slice(1)}`)
  expect(namer.object('exact-text', 'thanks @bellona')).toBe(`thanks @${name}`)
  expect(namer.object('near-duplicate-text', 'thanks @bellona')).toBe(`thanks @${name}`)
})

test('a post that is the object has a code, the same in every trace and output; its id is shown with handles only', async () => {
  const namer = await names()
  const code = namer.object('repost', 'x:12345')
  expect(code).toMatch(/^x:p-[2-9a-z]{12}$/)
  expect(namer.object('reply-target', 'x:12345')).toBe(code)
  expect(namer.object(combineTraces(['repost', 'link']), 'repost x:12345')).toBe(`repost ${code}`)
  expect((await names()).object('repost', 'x:12345')).toBe(code)
  expect(namer.object('repost', 'y:12345').slice(2)).not.toBe(code.slice(2))
  expect(namer.object('repost', 'unknown:12345')).toMatch(/^p-[2-9a-z]{12}$/)
  const open = await names(true)
  expect(open.object('repost', 'x:12345')).toBe('x:12345')
  expect(open.object('reply-target', 'x:12345')).toBe('x:12345')
})

test('showing handles needs a reason, which the ledger and the report keep', async () => {
  const before = await verbs()
  await expect(makeNamer(kase, { reveal: true, reason: ' ', keyFile, world })).rejects.toMatchObject({
    problem: { code: 'usage/reveal-needs-reason' },
  })
  expect(await verbs()).toEqual(before)
  const namer = await names(true)
  expect((await kase.ledger()).at(-1)).toMatchObject({ asked: { verb: 'reveal', params: { reason: 'a court asked' } } })
  const { path } = await writeReport(world, kase, { path: join(folder.path, 'r.html'), namer })
  expect(readFileSync(path, 'utf8')).toContain('a court asked')
  await expect(makeNamer(kase, { reveal: false, keyFile: join(kase.path, 'key'), world })).rejects.toMatchObject({
    problem: { code: 'usage/key-inside-case' },
  })
})

test('where it cannot be written, cancelled, or the ledger refuses: what was there stays, nothing is left behind, nothing is noted', async () => {
  const namer = await names()
  const path = join(folder.path, 'r.html')
  writeFileSync(path, 'old')
  const before = await verbs()
  const under = join(path, 'below', 'r.html')
  await expect(writeReport(world, kase, { path: under, namer })).rejects.toMatchObject({ problem: { code: 'usage/cannot-write' } })
  await expect(exportSubject(world, kase, { output: 'csv', networkId, path: under, namer })).rejects.toMatchObject({
    problem: { code: 'usage/cannot-write' },
  })

  const stop = new AbortController()
  const cancelling = { ...testWorld(stop.signal), note: () => stop.abort() }
  await expect(writeReport(cancelling, kase, { path, namer })).rejects.toThrow()
  const stopped = testWorld(AbortSignal.abort())
  await expect(exportSubject(stopped, kase, { output: 'csv', networkId, path, namer })).rejects.toThrow()

  const broken = {
    ...world,
    now: () => {
      throw new Error('no clock')
    },
  }
  await expect(writeReport(broken, kase, { path, namer })).rejects.toThrow('no clock')
  await expect(exportSubject(broken, kase, { output: 'csv', networkId, path, namer })).rejects.toThrow('no clock')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(leftovers(folder.path)).toEqual([])
  expect(await verbs()).toEqual(before)
  await writeReport(world, kase, { path, namer })
  expect(readFileSync(path, 'utf8')).not.toBe('old')
})

test('a folder of that name: said before anything is noted, and the folder is as it was', async () => {
  const path = join(folder.path, 'r.html')
  const before = await verbs()
  mkdirSync(join(path, 'inside'), { recursive: true })
  await expect(writeReport(world, kase, { path, namer: await names() })).rejects.toMatchObject({ problem: { code: 'usage/cannot-write' } })
  expect(await verbs()).toEqual(before)
  expect(existsSync(join(path, 'inside'))).toBe(true)
  expect(leftovers(folder.path)).toEqual([])
})

test('a rename that fails when the step is already noted is noted itself, and a replay does without both', async () => {
  const namer = await names()
  for (const [verb, write] of [
    ['report', (late: World, path: string) => writeReport(late, kase, { path, namer })],
    ['export', (late: World, path: string) => exportSubject(late, kase, { output: 'csv', networkId, path, namer })],
  ] as const) {
    const path = join(folder.path, `late-${verb}`)
    const before = await verbs()
    // The clock is read when the entry is made: then somebody else makes a folder of that name.
    const late: World = {
      ...world,
      now: () => {
        mkdirSync(join(path, 'inside'), { recursive: true })
        return world.now()
      },
    }
    await expect(write(late, path)).rejects.toMatchObject({
      problem: { code: 'usage/cannot-write', unchanged: expect.stringContaining(`the ledger notes that the ${verb} was not written`) },
    })
    expect(await verbs()).toEqual([...before, verb, 'not-written'])
    const [step, not] = (await kase.ledger()).slice(-2)
    expect(not).toMatchObject({ asked: { params: { verb } }, done: { counts: { files: 0 }, resultHash: step?.done.resultHash } })
    expect(existsSync(join(path, 'inside'))).toBe(true)
  }
  expect(leftovers(folder.path)).toEqual([])
  const path = join(folder.path, 'r.html')
  await writeReport(world, kase, { path, namer })
  expect(readFileSync(path, 'utf8')).not.toContain('not-written')
})

test('a full disk is named as the place of the output, not of the case', async () => {
  const sink = new Writable({
    write: (_block, _encoding, done) => done(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })),
  })
  await expect(exportSubject(world, kase, { output: 'csv', networkId, sink, namer: await names() })).rejects.toMatchObject({
    problem: { code: 'case/disk-full', what: expect.stringContaining('ENOSPC'), fix: expect.stringContaining('make room') },
  })
})

test('a stream stays open and gets the same bytes as a file', async () => {
  const blocks: Buffer[] = []
  const sink = new Writable({
    write: (block: Buffer, _, done) => {
      blocks.push(block)
      done()
    },
  })
  const namer = await names()
  const streamed = await exportSubject(world, kase, { output: 'graphml', networkId, sink, namer })
  const filed = await exportSubject(world, kase, { output: 'graphml', networkId, path: join(folder.path, 'x.graphml'), namer })
  expect(sink.writableEnded).toBe(false)
  expect(Buffer.concat(blocks).equals(readFileSync(join(folder.path, 'x.graphml')))).toBe(true)
  expect(streamed.sha256).toBe(filed.sha256)
})

test('a case open for reading gives the same report and exports elsewhere, unnoted and said; handles cannot be shown from it', async () => {
  const whole = await writeReport(world, kase, { path: join(folder.path, 'a.html'), namer: await names() })
  const parquet = await exportSubject(world, kase, {
    output: 'parquet',
    networkId,
    path: join(folder.path, 'a.parquet'),
    namer: await names(),
  })
  const entries = (await kase.ledger()).length
  const { path } = kase
  kase.close()
  kase = await openCase(path, { mode: 'read' })
  const reader = testWorld()
  const namer = await makeNamer(kase, { reveal: false, keyFile, world: reader })
  expect((await writeReport(reader, kase, { path: join(folder.path, 'b.html'), namer })).sha256).toBe(whole.sha256)
  expect((await exportSubject(reader, kase, { output: 'parquet', networkId, path: join(folder.path, 'b.parquet'), namer })).sha256).toBe(
    parquet.sha256,
  )
  expect(reader.warnings.filter((text) => text.includes('not noted in its ledger'))).toHaveLength(2)
  expect((await kase.ledger()).length).toBe(entries)
  await expect(makeNamer(kase, { reveal: true, reason: 'why', world: reader })).rejects.toMatchObject({
    problem: { code: 'case/read-only' },
  })
})

test('a case without accounts has no names, and its report can be written', async () => {
  const empty = await createCase(join(folder.path, 'empty'))
  const namer = await makeNamer(empty, { reveal: false, keyFile, world })
  expect(namer.text('said @nobody')).toMatch(/^said @h-\w{6}$/)
  const path = join(folder.path, 'empty.html')
  await writeReport(world, empty, { path, namer })
  expect(readFileSync(path, 'utf8')).toContain('<html')
  empty.close()
})
