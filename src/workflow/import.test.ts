import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sharedData } from '../../test/shared-data.js'
import { exitCodeOf, ProblemError } from '../model/index.js'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { type ImportOptions, importFiles } from './import.js'
import { inspectFiles } from './inspect.js'

let folder: string
let kase: Case
let temporary: ReturnType<typeof testFolder>
const world = testWorld()
beforeEach(async () => {
  temporary = testFolder()
  folder = temporary.path
  kase = await createCase(join(folder, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  temporary.remove()
})
function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const load = async (path: string, options: ImportOptions = {}) => (await importFiles(world, kase, [path], options))[0]!
const posts = () =>
  kase.db.rows<Record<string, unknown>>(
    'select p.*, a.account_id, a.handle from posts as p join accounts as a using (account_key) order by post_key',
  )
const rejects = () => kase.db.rows<Record<string, unknown>>('select line, column_name, value, code from rejects order by line, code')
async function problem(work: Promise<unknown>): Promise<{ code: string; exit: number; line?: number; what: string }> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  )
  if (!(error instanceof ProblemError)) throw error ?? new Error('it did not fail')
  for (const part of [error.problem.what, error.problem.fix, error.problem.unchanged]) expect(part).not.toBe('')
  return { code: error.problem.code, exit: exitCodeOf(error.problem), line: error.problem.where?.line, what: error.problem.what }
}
const HEAD = 'post_id,account_id,handle,created_at,text\n'
const row = (id: number | string, text = 'hi') => `${id},a${id},h${id},2024-05-01T10:00:00Z,${text}\n`

test('quoted line breaks: line is the physical line on which the row begins', async () => {
  await load(file('a.csv', `${HEAD}1,b,hb,2024-05-01T10:00:00Z,"one\ntwo ""q"""\n2,a,ha,2024-05-01T12:00:00+02:00,plain\n`))
  expect((await posts()).map((p) => [p.post_id, p.line, p.posted_ms, p.account_key, p.text])).toEqual([
    ['1', 2, Date.UTC(2024, 4, 1, 10), 1, 'one\ntwo "q"'],
    ['2', 4, Date.UTC(2024, 4, 1, 10), 0, 'plain'],
  ])
})

test('bad rows are rejects with line, column, value and reason; over the limit nothing is imported', async () => {
  const path = file(
    'a.csv',
    `${HEAD}${row(1)}2,,h,2024-05-01T10:00:00Z,x\n3,a,h,yesterday,x\n4,a,h,0001-01-01T00:00:00Z,x\n5,a,h,40000-01-01,x\n1.2E+18,a,h,2024-05-01,x\n`,
  )
  expect(await problem(load(path))).toMatchObject({ code: 'source/too-many-rejects', exit: 3, line: 3 })
  expect(await posts()).toEqual([])
  expect(await load(path, { maxRejects: '5' })).toMatchObject({ rowsRead: 6, rowsKept: 1, rowsRejected: 5 })
  expect(await rejects()).toEqual([
    { line: 3, column_name: 'account_id', value: null, code: 'source/missing-value' },
    { line: 4, column_name: 'created_at', value: 'yesterday', code: 'source/bad-time' },
    { line: 5, column_name: 'created_at', value: '0001-01-01T00:00:00Z', code: 'source/time-out-of-range' },
    { line: 6, column_name: 'created_at', value: '40000-01-01', code: 'source/time-out-of-range' },
    { line: 7, column_name: 'post_id', value: '1.2E+18', code: 'source/damaged-id' },
  ])
})

test('the same file twice changes nothing; overlapping files merge by platform and post id', async () => {
  const a = file('a.csv', HEAD + row(1) + row(2))
  await load(a)
  expect(await load(a)).toMatchObject({ isKnown: true })
  expect((await load(a, { map: { text: 'text' }, timeFormat: 'iso', maxRejects: '5' })).warnings).toEqual([
    'a.csv: the case holds this file already (as a.csv); nothing was changed',
  ])
  expect((await load(a, { map: { text: 'none', handle: 'account_id' }, platform: 'Rill', timeFormat: '%Y' })).warnings).toEqual([
    'a.csv: the case holds this file already (as a.csv); nothing was changed. To read it with --map text=none, --map handle=account_id, --platform Rill, --time-format %Y make a new case',
  ])
  expect((await kase.ledger()).length).toBe(1)
  expect(await load(file('b.csv', HEAD + row(2) + row(3) + row(3)))).toMatchObject({ rowsRead: 3, rowsKept: 1, rowsMerged: 2 })
  expect(await load(file('d.csv', HEAD + row(1, 'other') + row(4)), { maxRejects: '1' })).toMatchObject({ rowsKept: 1, rowsRejected: 1 })
  expect(await rejects()).toEqual([{ line: 2, column_name: 'post_id', value: '1', code: 'source/post-differs' }])
  expect((await posts()).map((p) => [p.post_key, p.post_id, p.text])).toEqual([
    [0, '1', 'hi'],
    [1, '2', 'hi'],
    [2, '3', 'hi'],
    [3, '4', 'hi'],
  ])
  // The second "other" is not the same as a row that was kept, and the row after it is.
  expect(await load(file('e.csv', HEAD + row(1, 'other') + row(1, 'other') + row(1)), { maxRejects: '2' })).toMatchObject({
    rowsKept: 0,
    rowsMerged: 1,
    rowsRejected: 2,
  })
})

test('a file of accounts fills in what the posts left open and adds those that never posted', async () => {
  await load(file('posts.csv', HEAD + row(1)))
  await load(
    file(
      'accounts.csv',
      'account_id,handle,created_at,description,followers,organisation\na1,,2020-01-01T00:00:00Z,me,7,Quay Union\na9,h9,,,,\n',
    ),
  )
  expect(
    await kase.db.rows(
      'select account_id, handle, created_ms, description, followers, avatar, organisation from accounts order by account_key',
    ),
  ).toEqual([
    {
      account_id: 'a1',
      handle: 'h1',
      created_ms: Date.UTC(2020, 0, 1),
      description: 'me',
      followers: 7,
      avatar: null,
      organisation: 'Quay Union',
    },
    { account_id: 'a9', handle: 'h9', created_ms: null, description: null, followers: null, avatar: null, organisation: null },
  ])
})

test('times: every style; ambiguity asks; one settled value settles', async () => {
  const at = async (name: string, values: string[], options: ImportOptions = {}) => {
    const path = file(name, `post_id,account_id,created_at\n${values.map((value, i) => `${name}${i},a,"${value}"\n`).join('')}`)
    await load(path, { maxRejects: '100%', ...options })
    return (
      await kase.db.rows<{ ms: number }>(`select posted_ms as ms from posts where starts_with(post_id, '${name}') order by post_key`)
    ).map(({ ms }) => ms)
  }
  const ms = 1539202764000
  expect(await at('u', ['1539202764', '1539202764.5'])).toEqual([ms, ms + 500])
  expect(await at('m', ['1539202764000'])).toEqual([ms])
  expect(await at('us', ['1539202764000000'])).toEqual([ms])
  expect(await at('t', ['Wed Oct 10 20:19:24 +0000 2018'])).toEqual([ms])
  expect(
    await at('i', [
      '2018-10-10 20:19:24',
      '2018-10-10T22:19:24+02:00',
      '2018-10-10T20:19Z',
      '2018-10-10 20:19:24 UTC',
      '2016-12-31T23:59:60Z',
    ]),
  ).toEqual([ms, ms, ms - 24000, ms, Date.UTC(2017, 0, 1)])
  expect(await at('z', ['2018-10-10 22:19:24'], { timeZone: 'Europe/Berlin' })).toEqual([ms])
  expect(await at('p', ['10.10.2018 20h19'], { timeFormat: '%d.%m.%Y %Hh%M' })).toEqual([ms - 24000])
  expect(await at('s', ['03/04/2026 10:00', '25/04/2026 10:00'])).toEqual([Date.UTC(2026, 3, 3, 10), Date.UTC(2026, 3, 25, 10)])
  expect(await problem(at('x', ['03/04/2026', '05/06/2026']))).toMatchObject({ code: 'source/ambiguous-date', exit: 3 })
  expect(await problem(at('y', ['13/04/2026', '05/16/2026']))).toMatchObject({ code: 'source/mixed-dates', exit: 3 })
  expect(await problem(at('w', ['soon', 'later']))).toMatchObject({ code: 'source/unknown-time', exit: 3 })
  expect(await problem(at('v', ['2018-10-10 22:19:24'], { timeZone: 'Mars/Crater' }))).toMatchObject({
    code: 'usage/bad-time-zone',
    exit: 2,
  })
})

test('NDJSON and JSON arrays: ids as text beyond 2^53, nested paths, invalid lines rejected', async () => {
  const lines = [
    '{"id":123456789012345678901,"author":{"id":9007199254740993},"created_at":"2024-05-01T10:00:00Z","text":"a","tags":["x","y"]}',
    '{"id":2',
    '{"id":3,"author":{"id":1},"created_at":"2024-05-01T10:00:00Z","text":"\\ud800"}',
  ]
  expect(await load(file('a.ndjson', `${lines.join('\n')}\n`), { maxRejects: '2', map: { 'author.id': 'account_id' } })).toMatchObject({
    rowsRead: 3,
    rowsKept: 1,
    rowsRejected: 2,
  })
  expect((await posts()).map((p) => [p.post_id, p.account_id, p.hashtags, p.line])).toEqual([
    ['123456789012345678901', '9007199254740993', ['x', 'y'], 1],
  ])
  expect((await rejects()).map((r) => [r.line, r.code])).toEqual([
    [2, 'source/bad-json'],
    [3, 'source/bad-json'],
  ])
  const array = `[\n ${lines[0]!.replace('123456789012345678901', '7')},\n {"id":8,"author":{"id":"b"},"created_at":"2024-05-01T10:00:00Z","text":"],}"}]`
  expect(await load(file('a.json', array), { map: { 'author.id': 'account_id' } })).toMatchObject({
    rowsRead: 2,
    rowsKept: 2,
    format: 'json',
  })
})

test('traces keep repeated content ids; named formats are recognised', async () => {
  const result = await load(file('c.csv', 'object_id,account_id,content_id,timestamp_share\no1,a,c1,1600000000\no2,a,c1,1600000001\n'))
  expect(result).toMatchObject({ format: 'coortweet', recordKind: 'traces', rowsKept: 2 })
  expect((await posts()).map((p) => [p.post_id, p.given_object])).toEqual([
    ['c1', 'o1'],
    ['c1', 'o2'],
  ])
})

test('compression and encodings give the same rows', async () => {
  const text = `${HEAD}1,a,é,2024-05-01T10:00:00Z,naïve\n`
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  const variants: [string, Buffer][] = [
    ['a.csv.gz', gzipSync(text)],
    ['bom.csv', Buffer.from(`\ufeff${text}`)],
    ['u16.csv', utf16],
    ['u16be.csv', Buffer.from(utf16).swap16()],
    ['l1.csv', Buffer.from(text, 'latin1')],
  ]
  for (const [name, bytes] of variants) {
    const own = await createCase(join(folder, `${name}.lockstep`))
    try {
      await importFiles(world, own, [file(name, bytes)], {})
      expect([name, await own.db.rows('select text, line from posts')]).toEqual([name, [{ text: 'naïve', line: 2 }]])
    } finally {
      own.close()
    }
  }
})

test('structural faults: nothing is lost silently', async () => {
  const all = { maxRejects: '100%' }
  expect(await load(file('q.csv', `${HEAD}${row(1)}2,a,h,2024-05-01T10:00:00Z,"open\n${row(3)}${row(4)}`), all)).toMatchObject({
    rowsRead: 4,
    rowsKept: 1,
    rowsRejected: 3,
  })
  expect((await rejects()).map((r) => [r.line, r.code])).toEqual([3, 4, 5].map((line) => [line, 'source/unclosed-quote']))
  expect(await load(file('n.csv', `${HEAD}${row(11)}${row(12, 'a\0b')}`), all)).toMatchObject({ rowsKept: 1, rowsRejected: 1 })
  expect(
    await load(
      file('e.csv', Buffer.concat([Buffer.from(`${HEAD}${row(21, 'é'.repeat(9))}22,a,h,2024-05-01T10:00:00Z,`), Buffer.from([0xe9, 10])])),
      all,
    ),
  ).toMatchObject({ rowsKept: 1, rowsRejected: 1 })
  expect(await load(file('w.csv', `${HEAD}${row(31)}32,a\n${row(33)}`), all)).toMatchObject({ rowsKept: 2, rowsRejected: 1 })
  expect(await problem(load(file('0.csv', '')))).toMatchObject({ code: 'source/empty', exit: 3 })
  expect(await problem(load(file('h.csv', HEAD)))).toMatchObject({ code: 'source/no-rows', exit: 3 })
  expect(await problem(load(file('d.csv', HEAD + row(41)), { delimiter: ';' }))).toMatchObject({ code: 'source/wrong-delimiter', exit: 3 })
  expect(await problem(load(file('t.csv.gz', gzipSync(HEAD + row(1).repeat(5000)).subarray(0, 200))))).toMatchObject({
    code: 'source/truncated',
    exit: 3,
  })
  expect(await problem(load(file('b.csv.gz', gzipSync(Buffer.alloc(80 << 20)))))).toMatchObject({
    code: 'source/unpacks-too-large',
    exit: 3,
  })
  expect(await problem(load(join(folder, 'absent.csv')))).toMatchObject({ code: 'source/unreadable', exit: 3 })
})

test('a 100 MB line is one reject', async () => {
  const path = file(
    'long.csv',
    Buffer.concat([Buffer.from(`${HEAD}${row(1)}2,a,h,2024-05-01T10:00:00Z,`), Buffer.alloc(100 << 20, 120), Buffer.from(`\n${row(3)}`)]),
  )
  expect(await load(path, { maxRejects: '1' })).toMatchObject({ rowsRead: 3, rowsKept: 2, rowsRejected: 1 })
  expect((await rejects()).map((r) => [r.line, r.code])).toEqual([[3, 'source/too-long']])
})

test('hostile names and values are kept as they are', async () => {
  const name = 'a\'"; drop table posts; --\n ü.csv'
  await load(
    file(name, `${HEAD}1,-5,=HYPERLINK("x"),2024-05-01T10:00:00Z,<b>\u202egnp\n2,99999999999999999999999,@+1,2024-05-01T10:00:00Z,x\n`),
  )
  expect((await posts()).map((p) => [p.account_id, p.handle, p.text])).toEqual([
    ['-5', '=HYPERLINK("x")', '<b>\u202egnp'],
    ['99999999999999999999999', '+1', 'x'],
  ])
  expect(await kase.db.row('select name from files')).toEqual({ name })
})

test('forbidden columns are dropped, 10,000 columns and doubled names are read', async () => {
  const more = Array.from({ length: 10_000 }, (_, i) => `x${i}`).join(',')
  const result = await load(
    file(
      'f.csv',
      `post_id,account_id,created_at,text,text,user_reported_location,email,lat,${more}\n1,a,2024-05-01T10:00:00Z,one,two,Hull,e@x,1,${more}\n`,
    ),
  )
  expect(result.dropped).toEqual(['user_reported_location', 'email', 'lat'])
  expect((await posts()).map((p) => p.text)).toEqual(['one'])
  expect(
    await problem(load(file('g.csv', 'post_id,account_id,created_at,email\n1,a,2024-05-01,x\n'), { map: { email: 'text' } })),
  ).toMatchObject({ code: 'usage/forbidden-column', exit: 2 })
})

test('inspect shows the mapping, what is left out and the rejects, and writes nothing', async () => {
  const [found] = await inspectFiles(
    world,
    [file('i.csv', `${HEAD.trim()},email,colour\n1,a,h,2024-05-01T10:00:00Z,x,e,c\n2,a,h,no,x,e,c\n`)],
    {},
  )
  expect(found).toMatchObject({
    rows: 2,
    rejects: 1,
    format: 'csv',
    recordKind: 'posts',
    delimiter: ',',
    rejectsByCode: { 'source/bad-time': 1 },
  })
  expect(found!.leftOut.map(({ column, isForbidden }) => [column, isForbidden])).toEqual([
    ['email', true],
    ['colour', false],
  ])
  expect(found!.firstRejects[0]).toMatchObject({ line: 3, value: 'no' })
})

test('Parquet and zstd', async () => {
  const parquet = join(folder, 'a.parquet')
  await kase.db.run(
    `copy (select '9007199254740993' as id, 'a' as account_id, timestamp '2024-05-01 10:00:00' as created_at, ['x', 'y'] as hashtags) to '${parquet}' (format parquet)`,
  )
  expect(await load(parquet)).toMatchObject({ format: 'parquet', rowsKept: 1 })
  expect((await posts()).map((p) => [p.post_id, p.posted_ms, p.hashtags, p.line])).toEqual([
    ['9007199254740993', Date.UTC(2024, 4, 1, 10), ['x', 'y'], 1],
  ])
  const zst = join(folder, 'b.csv.zst')
  await kase.db.run(
    `copy (select 'z1' as post_id, 'a' as account_id, '2024-05-01T10:00:00Z' as created_at) to '${zst}' (format csv, header, compression zstd)`,
  )
  expect(await load(zst)).toMatchObject({ rowsKept: 1 })
  const whole = readFileSync(zst)
  for (let bytes = 5; bytes < whole.length; bytes++)
    expect(await problem(inspectFiles(world, [file('cut.csv.zst', whole.subarray(0, bytes))], {}))).toMatchObject({
      code: 'source/truncated',
      exit: 3,
    })
  // A frame with the window of zstd --long=31, and with the widest one that is unpacked.
  const framed = (window: number) => Buffer.concat([Buffer.from('28b52ffd00', 'hex'), Buffer.from([window, 9, 0, 0, 1])])
  expect(await problem(load(file('wide.csv.zst', framed(0xa8))))).toMatchObject({
    code: 'source/window-too-large',
    exit: 3,
    what: 'the file was compressed with a window of 2 GB, more than can be unpacked here',
  })
  expect(await problem(load(file('less-wide.csv.zst', framed(0xa0))))).not.toMatchObject({ code: 'source/window-too-large' })
  const bomb = join(folder, 'bomb.csv.zst')
  await kase.db.run(`copy (select repeat('0', 1000) as a from range(80000)) to '${bomb}' (format csv, header, compression zstd)`)
  expect(await problem(load(bomb))).toMatchObject({ code: 'source/unpacks-too-large', exit: 3 })
  expect((await posts()).length).toBe(2)
})

test('replay from the ledger entry gives the same rows and hash', async () => {
  const path = file('r.csv', `id;user;date;message\n1;a;25/04/2026 10:00;x\n2;b;03/04/2026 11:00;"y\nz"\n`)
  await load(path)
  const [entry] = await kase.ledger()
  const again = await createCase(join(folder, 'again.lockstep'))
  try {
    await importFiles(world, again, [path], { ...(entry!.asked.params as ImportOptions), isMapWhole: true })
    const [other] = await again.ledger()
    expect(other!.done.resultHash).toBe(entry!.done.resultHash)
    expect(other!.asked.params).toEqual(entry!.asked.params)
    // A ledger whose version did not know the column of texts: it is not taken now.
    const { message: _, ...map } = entry!.asked.params.map as Record<string, string>
    const older = await createCase(join(folder, 'older.lockstep'))
    await importFiles(world, older, [path], { ...(entry!.asked.params as ImportOptions), map, isMapWhole: true })
    expect(await older.db.row("select text from posts where post_id = '1'")).toEqual({ text: null })
    older.close()
  } finally {
    again.close()
  }
})

const russian = sharedData('coortweet-russian')
test.skipIf(russian === null)('the real CooRTweet file is recognised without flags and every row is kept', async () => {
  const result = await load(join(russian as string, 'russian_coord_tweets.csv.gz'))
  expect(result).toMatchObject({ format: 'coortweet', recordKind: 'traces', rowsRead: 35_125, rowsKept: 35_125, rowsRejected: 0 })
  expect(await kase.db.row('select count(distinct account_key) as accounts, count(distinct given_object) as objects from posts')).toEqual({
    accounts: 9509,
    objects: 7285,
  })
})
