/** Bad input that the tests of import do not hold. The whole list with its tests: docs/bad-input.md. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exitCodeOf, ProblemError } from '../model/index.js'
import { type Case, createCase, openCase, type World } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { type ImportOptions, importFiles } from './import.js'
import { inspectFiles } from './inspect.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
beforeEach(async () => {
  folder = testFolder()
  kase = await createCase(join(folder.path, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  folder.remove()
  vi.unstubAllEnvs()
})
const HEAD = 'post_id,account_id,handle,created_at,text\n'
const row = (id: number | string, text = 'hi') => `${id},a${id},h${id},2024-05-01T10:00:00Z,${text}\n`
function file(name: string, content: string | Buffer): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}
const load = async (path: string, options: ImportOptions = {}, world: World = testWorld()) =>
  (await importFiles(world, kase, [path], options))[0]!
const ids = async () => (await kase.db.rows<{ id: string }>('select post_id as id from posts order by post_key')).map(({ id }) => id)
const rejects = () => kase.db.rows<Record<string, unknown>>('select line, column_name, value, code from rejects order by line')

test('lone surrogates: as raw bytes in CSV and as an escape in JSON the row is rejected, a whole pair is kept', async () => {
  const raw = Buffer.concat([
    Buffer.from(HEAD + row(1, 'naïve')),
    Buffer.from('2,a2,h2,2024-05-01T10:00:00Z,'),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from(`\n${row(3, '😀')}`),
  ])
  expect(await load(file('s.csv', raw), { maxRejects: '1' })).toMatchObject({ rowsRead: 3, rowsKept: 2, rowsRejected: 1 })
  expect((await rejects()).map((r) => [r.line, r.code])).toEqual([[3, 'source/bad-encoding']])
  const json = (id: number, text: string) => `{"post_id":"j${id}","account_id":"a","created_at":"2024-05-01T10:00:00Z","text":"${text}"}`
  const lines = [json(1, '\\ud83d\\ude00'), json(2, '\\ud800'), json(3, '\\udc00 x'), json(4, 'x')]
  for (const [name, body] of [
    ['s.ndjson', `${lines.join('\n')}\n`],
    ['s.json', `[${lines.join(',\n')}]`.replaceAll('"j', '"k')],
  ] as const)
    expect(await load(file(name, body), { maxRejects: '2' })).toMatchObject({ rowsRead: 4, rowsKept: 2, rowsRejected: 2 })
  expect(await ids()).toEqual(['1', '3', 'j1', 'j4', 'k1', 'k4'])
  expect(await kase.db.row("select text from posts where post_id = 'j1'")).toEqual({ text: '😀' })
})

test('ids cut to a rounded number are rejects in every column of ids, in CSV and in Parquet', async () => {
  const head = 'post_id,account_id,created_at,text,repost_of,reply_to\n'
  const line = (id: string, account: string, repost = '', reply = '') => `${id},${account},2024-05-01T10:00:00Z,x,${repost},${reply}\n`
  const path = file(
    'ids.csv',
    head +
      line('1.2345678901234568e+18', 'a') +
      line('"1,23457E+18"', 'a') +
      line('3', '1.4E18') +
      line('4', 'a', '1.4e+18') +
      line('5', 'a', '', '1400000000000000000.0') +
      line('6', '3e1234567', '1e5', '12.0') +
      line('7', 'v1.2', '"a,b"', '+5'),
  )
  expect(await load(path, { maxRejects: '5' })).toMatchObject({ rowsKept: 2, rowsRejected: 5 })
  expect((await rejects()).map((r) => [r.line, r.column_name, r.value, r.code])).toEqual(
    [
      [2, 'post_id', '1.2345678901234568e+18'],
      [3, 'post_id', '1,23457E+18'],
      [4, 'account_id', '1.4E18'],
      [5, 'repost_of', '1.4e+18'],
      [6, 'reply_to', '1400000000000000000.0'],
    ].map((reject) => [...reject, 'source/damaged-id']),
  )
  const traces = file(
    't.csv',
    'object_id,account_id,content_id,timestamp_share\n1.40123E+18,a,c1,1600000000\no2,a,1.40123E+18,1600000001\no2,a,c2,1600000002\n',
  )
  expect(await load(traces, { maxRejects: '2' })).toMatchObject({ rowsKept: 1, rowsRejected: 2 })
  const parquet = join(folder.path, 'd.parquet')
  await kase.db.run(
    `copy (select i::varchar as post_id, case when i < 2 then 9007199254740992::double + i else 7::double end as author_id, timestamp '2024-05-01 10:00:00' as created_at from range(3) as t(i)) to '${parquet}' (format parquet)`,
  )
  expect(await load(parquet, { maxRejects: '2' })).toMatchObject({ rowsKept: 1, rowsRejected: 2 })
})

test('what programs write for "none" is no account and no object; rows of [deleted] are counted and said', async () => {
  const line = (id: string, account: string) => `${id},${account},2024-05-01T10:00:00Z,x\n`
  const none = ['None', 'nan', 'NULL', 'undefined', 'NA', '']
  const path = file(
    'none.csv',
    `post_id,account_id,created_at,text\n${none.map((text, i) => line(String(i), text)).join('')}${line('x', 'na')}${line('y', '[deleted]')}${line('z', '[deleted]')}`,
  )
  const done = await load(path, { maxRejects: '6' })
  expect(done).toMatchObject({ rowsKept: 3, rowsRejected: 6 })
  expect((await rejects()).map((r) => [r.code, r.value])).toEqual(none.map((text) => ['source/missing-value', text || null]))
  const said = (warnings: readonly string[]) => warnings.filter((warning) => warning.includes('2 rows are of the account [deleted]')).length
  expect(said(done.warnings)).toBe(1)
  expect(await kase.db.rows('select account_id from accounts order by 1')).toEqual([{ account_id: '[deleted]' }, { account_id: 'na' }])
  const hidden = await createCase(join(folder.path, 'p.lockstep'))
  const [again] = await importFiles(testWorld(), hidden, [path], {
    maxRejects: '6',
    isPseudonymised: true,
    keyFile: join(folder.path, 'key'),
  })
  hidden.close()
  expect(said(again!.warnings)).toBe(1)
  const traces = file(
    't.csv',
    'object_id,account_id,content_id,timestamp_share\nnan,a,c1,1600000000\nnan,b,c2,1600000000\no1,a,None,1600000000\n',
  )
  expect(await load(traces, { maxRejects: '2' })).toMatchObject({ rowsKept: 1, rowsRejected: 2 })
})

test('rows that a stray quote swallows are rejects line by line, or said; --quote none reads them all', async () => {
  const table = (name: string, isTextLast: boolean, texts: Readonly<Record<number, string>>) => {
    const row = (n: number) => [
      `${n}`,
      `a${n % 9}`,
      '2024-05-01T10:00:00Z',
      ...(isTextLast ? ['en', texts[n] ?? `text ${n}`] : [texts[n] ?? `text ${n}`, 'en']),
    ]
    const rows = Array.from({ length: 300 }, (_, i) => row(i + 1).join('\t'))
    return file(name, `id\tauthor\tcreated_at\t${isTextLast ? 'lang\ttext' : 'text\tlang'}\n${rows.join('\n')}\n`)
  }
  const opened = table('opened.tsv', false, { 100: '"To be or not', 200: '"again" she said' })
  const [seen] = await inspectFiles(testWorld(), [opened], {})
  expect([seen!.rows, seen!.rejectsByCode]).toEqual([300, { 'source/bad-quotes': 101 }])
  expect(seen!.firstRejects[1]).toMatchObject({ line: 102, value: '101\ta2\t2024-05-01T10:00:00Z\ttext 101\ten' })
  await expect(load(opened)).rejects.toMatchObject({ problem: { code: 'source/too-many-rejects' } })
  const closed = table('closed.tsv', true, { 100: '"To be or not', 200: 'that is the question"' })
  const said =
    'closed.tsv: 1 row spans more than 50 lines, the first from line 101 to 201; if a quote that stands alone swallowed rows there, give --quote none'
  const found = async (path: string, options: ImportOptions = {}) => (await inspectFiles(testWorld(), [path], options))[0]!
  expect(await found(closed)).toMatchObject({ rows: 200, rejects: 0 })
  expect((await found(closed)).warnings).toContain(said)
  expect(await load(opened, { quote: 'none' })).toMatchObject({ rowsRead: 300, rowsKept: 300 })
  expect(await kase.db.rows("select post_id, text from posts where contains(text, '\"') order by post_key")).toEqual([
    { post_id: '100', text: '"To be or not' },
    { post_id: '200', text: '"again" she said' },
  ])
  const whole = await found(closed, { quote: 'none' })
  expect([whole.rows, whole.warnings.filter((warning) => warning.includes('--quote'))]).toEqual([300, []])
})

test('numbers that cannot be times ask or are rejects; a person may say that they are; a replay reads the same', async () => {
  const path = (name: string, ...times: string[]) =>
    file(name, `post_id,account_id,date,text\n${times.map((time, i) => `${name}${i},a,${time},x\n`).join('')}`)
  const ms = async (name: string) =>
    (await kase.db.rows<{ ms: number }>(`select posted_ms as ms from posts where starts_with(post_id, '${name}') order by post_key`)).map(
      (p) => p.ms,
    )
  await load(path('d', '20260302', '20260303'))
  expect(await ms('d')).toEqual([Date.UTC(2026, 2, 2), Date.UTC(2026, 2, 3)])
  for (const time of ['46083.385', '0']) {
    await expect(load(path('e', time, time))).rejects.toMatchObject({ problem: { code: 'source/unknown-time' } })
    expect(await inspectFiles(testWorld(), [path('e', time, time)], { timeFormat: 'UNIX-S' })).toMatchObject([{ rejects: 0 }])
  }
  const mixed = path('m', '1772442840000', '1772442841000', '1772442842', '0')
  expect(await load(mixed, { maxRejects: '2' })).toMatchObject({ rowsKept: 2, rowsRejected: 2 })
  expect((await rejects()).map((r) => [r.line, r.value, r.code])).toEqual([
    [4, '1772442842', 'source/time-out-of-range'],
    [5, '0', 'source/time-out-of-range'],
  ])
  const entry = (await kase.ledger()).at(-1)!
  const again = await createCase(join(folder.path, 'again.lockstep'))
  expect(await importFiles(testWorld(), again, [mixed], entry.asked.params as ImportOptions)).toMatchObject([
    { rowsKept: 2, rowsRejected: 2 },
  ])
  again.close()
})

test('a way of writing times that nobody knows is refused, exit 2', async () => {
  const path = file('t.csv', HEAD + row(1))
  for (const timeFormat of ['%Q', 'unix', 'YYYY-MM-DD']) {
    const { problem } = (await load(path, { timeFormat }).catch((error: unknown) => error)) as ProblemError
    expect([timeFormat, problem?.code, exitCodeOf(problem)]).toEqual([timeFormat, 'usage/bad-parameter', 2])
  }
  expect(await load(path, { timeFormat: 'ISO' })).toMatchObject({ rowsKept: 1 })
})

const lists = () => kase.db.rows('select urls, hashtags, mentions, media from posts order by post_key')
test('objects in lists of a cell give the member that is the link, tag, account or file', async () => {
  const cell = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
  const cells = [
    [{ start: 0, url: 'https://t.co/a', expanded_url: 'https://news.example/s' }, { url: 'https://t.co/b' }],
    [{ start: 1, tag: 'quay' }, { text: 'pier' }],
    [{ id: '7', username: 'ann' }, { id: '8' }],
    [{ media_key: '3_1' }, { other: 1 }],
  ]
  await load(
    file('o.csv', `id,author_id,created_at,text,urls,hashtags,mentions,media\n1,a,2024-05-01T10:00:00Z,x,${cells.map(cell).join(',')}\n`),
  )
  const expected = {
    urls: ['https://news.example/s', 'https://t.co/b'],
    hashtags: ['quay', 'pier'],
    mentions: ['ann', '8'],
    media: ['3_1'],
  }
  expect(await lists()).toEqual([expected])
})

test('Parquet: lists and structures are read as they are; a column may be called file_row_number', async () => {
  const path = join(folder.path, 'l.parquet')
  await kase.db.run(
    `copy (select 'p' || i as id, 'a' as author_id, timestamp '2024-05-01 10:00:00' as created_at, [{'expanded_url': 'https://news.example/s,1'}] as urls, ['it''s, ok', 'c'] as hashtags, [{'id': 7::bigint}] as mentions, i as file_row_number from range(3) as t(i)) to '${path}' (format parquet)`,
  )
  await load(path)
  const expected = { urls: ['https://news.example/s,1'], hashtags: ["it's, ok", 'c'], mentions: ['7'], media: null }
  expect(await lists()).toEqual([expected, expected, expected])
  expect(await kase.db.rows('select post_id as id, line from posts order by post_key')).toEqual(
    [0, 1, 2].map((i) => ({ id: `p${i}`, line: i + 1 })),
  )
})

test('encodings: Windows-1252 signs; mixed lines stay UTF-8, also where those of UTF-8 are few or late; half letters of UTF-16 are rejects', async () => {
  const texts = async (name: string) =>
    (await kase.db.rows<{ text: string }>(`select text from posts where starts_with(post_id, '${name}') order by post_key`)).map(
      (post) => post.text,
    )
  const latin = (text: string) => Buffer.from(text, 'latin1')
  const done = await load(file('w.csv', latin(`${HEAD}${row('w1', 'It\x92s 5 \x80')}${row('w2', 'ol\xe9')}`)))
  expect(await texts('w')).toEqual(['It’s 5 €', 'olé'])
  expect(done.warnings.join()).toContain('read as latin-1 with the signs of Windows-1252 (guessed')
  const few = Buffer.concat([
    latin(HEAD + row('m1', 'ol\xe9 ol\xe9 ol\xe9')),
    Buffer.from(row('m2', 'naïve')),
    latin(row('m3', '\xe9\xe8\xe0')),
  ])
  const mixed = await load(file('m.csv', few), { maxRejects: '2' })
  expect(mixed).toMatchObject({ rowsKept: 1, rowsRejected: 2 })
  expect(mixed.warnings.join()).toContain('some lines are UTF-8 and others are not')
  expect(await texts('m')).toEqual(['naïve'])
  const late = Buffer.concat([latin(HEAD + row('n1', 'ol\xe9')), latin(row('n2', 'x'.repeat(1 << 20))), Buffer.from(row('n3', 'naïve'))])
  expect(await load(file('n.csv', late), { maxRejects: '1' })).toMatchObject({ rowsKept: 2, rowsRejected: 1 })
  expect((await inspectFiles(testWorld(), [file('end.csv', latin(`${HEAD}${row(1, 'ol\xe9').trimEnd()}`))], {}))[0]!.encoding).toBe(
    'latin-1',
  )
  const wide = (bytes: Buffer, isBig: boolean) => (isBig ? Buffer.from(bytes).swap16() : bytes)
  for (const isBig of [false, true]) {
    const id = isBig ? 'b' : 'l'
    const text = `\ufeff${HEAD}${row(`${id}1`, 'naïve 😀')}${row(`${id}2`, 'lone \ud800 here')}${row(`${id}3`, '\udc00')}${row(`${id}4`, '�')}`
    const bytes = Buffer.concat([wide(Buffer.from(text, 'utf16le'), isBig), Buffer.from('x')])
    expect(await load(file(`${id}.csv`, bytes), { maxRejects: '3' })).toMatchObject({ rowsRead: 5, rowsKept: 2, rowsRejected: 3 })
    expect(await texts(id)).toEqual(['naïve 😀', '�'])
  }
})

test('counts that are no numbers are blank, and each column says how many and where the first is', async () => {
  const path = file(
    'counts.csv',
    'post_id,account_id,created_at,text,likes,reposts\n' +
      '1,a,2024-05-01T10:00:00Z,"two\nlines",5,NA\n2,a,2024-05-01T10:00:01Z,x,1.2K,7\n3,a,2024-05-01T10:00:02Z,x,"1,234",-\n4,a,2024-05-01T10:00:03Z,x,,\n',
  )
  const said = 'counts.csv: 2 values of column "likes" (likes) are no whole numbers and were left blank, the first on line 4: "1.2K"'
  expect((await load(path)).warnings).toEqual([said])
  expect(await kase.db.rows('select likes, reposts from posts order by post_key')).toEqual([
    { likes: 5, reposts: null },
    { likes: null, reposts: 7 },
    { likes: null, reposts: null },
    { likes: null, reposts: null },
  ])
  expect((await inspectFiles(testWorld(), [path], {}))[0]!.warnings).toEqual([said])
  expect((await kase.ledger())[0]!.done.warnings).toEqual([said])
})

test('counts are whole numbers or blank, never rounded', async () => {
  const texts = ['7', ' 8 ', '+9', '5.0', '1.234', '12.345', '5.5', '1e3', '1_000', '0x1f', '7.', '99999999999999999999']
  const rows = texts.map((text, i) => `${i},a,2024-05-01T10:00:00Z,x,${text}\n`)
  const { warnings } = await load(file('c.csv', `post_id,account_id,created_at,text,likes\n${rows.join('')}`))
  const kept = await kase.db.rows<{ likes: number | null }>('select likes from posts order by post_key')
  expect(kept.map(({ likes }) => likes)).toEqual([7, 8, 9, 5, null, null, null, null, null, null, null, null])
  expect(warnings[0]).toContain('8 values of column "likes" (likes) are no whole numbers and were left blank, the first on line 6: "1.234"')
})

test('records that are no JSON are rejects with the beginning of what stands there', async () => {
  const good = '{"post_id":"1","account_id":"a","created_at":"2024-05-01T10:00:00Z","text":"x"}'
  await load(file('j.ndjson', `${good}\n{"post_id":"2", ${'y'.repeat(300)}\n[1]\n`), { maxRejects: '2' })
  expect((await rejects()).map((r) => [r.line, r.code, r.value])).toEqual([
    [2, 'source/bad-json', `{"post_id":"2", ${'y'.repeat(184)}`],
    [3, 'source/bad-json', '[1]'],
  ])
})

test('cancelled at many moments of reading, the case is as it was and nothing is left in it', async () => {
  const path = file('many.csv', HEAD + Array.from({ length: 60_000 }, (_, i) => row(i, i % 3 ? 'plain' : '"two\nlines"')).join(''))
  let cancelled = 0
  for (const ms of [0, 3, 10, 25, 50, 80, 120, 200]) {
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), ms)
    const failure = await load(path, {}, { ...testWorld(), signal: stop.signal }).then(
      () => null,
      (error: unknown) => error,
    )
    clearTimeout(timer)
    if (failure === null) break
    cancelled++
    expect(failure).toBeInstanceOf(ProblemError)
    expect(exitCodeOf((failure as ProblemError).problem)).toBe(130)
    expect([await ids(), await kase.ledger(), await kase.db.rows('select * from files')]).toEqual([[], [], []])
    expect(readdirSync(join(kase.path, 'originals'))).toEqual(['README.txt'])
    expect(readdirSync(kase.path).filter((name) => name.startsWith('tmp-'))).toEqual([])
  }
  expect(cancelled).toBeGreaterThan(0)
  const stop = new AbortController()
  const world = { ...testWorld(), signal: stop.signal, note: (phase: string) => phase.startsWith('read ') && stop.abort() }
  await expect(load(file('other.csv', HEAD + row('o')), {}, world as World)).rejects.toMatchObject({
    problem: { code: 'cancelled/by-person' },
  })
  expect(await load(file('again.csv', HEAD + row('b')))).toMatchObject({ rowsKept: 1 })
})

test('text unpacked for reading lies in the case alone, and what a crash leaves of it goes when the case is opened next', async () => {
  const elsewhere = join(folder.path, 'system')
  mkdirSync(elsewhere)
  vi.stubEnv('TMPDIR', elsewhere)
  const latin = Buffer.from(`${HEAD}1,a,h,2024-05-01T10:00:00Z,caf\u00e9 ol\u00e9 \u00e0 la\n`, 'latin1')
  const crashed = join(folder.path, 'crashed.lockstep')
  const world = {
    ...testWorld(),
    now: () => {
      cpSync(kase.path, crashed, { recursive: true })
      return '2026-01-01T00:00:00Z'
    },
  }
  await load(file('l.csv', latin), {}, world)
  expect(readdirSync(elsewhere)).toEqual([])
  expect(readdirSync(kase.path).filter((name) => name.startsWith('tmp-'))).toEqual([])
  const left = () => readdirSync(crashed).filter((name) => name.startsWith('tmp-read-'))
  expect(left().some((name) => existsSync(join(crashed, name, 'utf-8')))).toBe(true)
  rmSync(join(crashed, 'case.lock'))
  ;(await openCase(crashed, { mode: 'write' })).close()
  expect(left()).toEqual([])
})

test('what is imported after forget does not bring the account back: not from posts, accounts or rejects', async () => {
  await load(file('one.csv', HEAD + row(1) + row(2)))
  await forgetAccount(testWorld(), kase, { account: 'a1' } as never)
  const again = `${HEAD}${row('1b', 'more').replace('a1b', 'a1')}${row(3)}4,a1,h1,2024-05-01T10:00:00Z,secret of h1,one more column\n`
  expect(await load(file('two.csv', again), { maxRejects: '1' })).toMatchObject({ rowsKept: 1, rowsForgotten: 1, rowsRejected: 1 })
  const accounts = 'account_id,handle,description,followers\na1,h1,me again,7\na2,h2,other,8\n'
  expect(await load(file('accounts.csv', accounts))).toMatchObject({ recordKind: 'accounts', rowsForgotten: 1 })
  expect(await kase.db.rows('select account_id from accounts order by account_id')).toEqual([{ account_id: 'a2' }, { account_id: 'a3' }])
  expect(await ids()).toEqual(['2', '3'])
  expect(await rejects()).toEqual([{ line: 4, column_name: null, value: null, code: 'source/column-count' }])
})

test('in a pseudonymised case no reject and no message holds a value of the file', async () => {
  const keyFile = join(folder.path, 'key')
  const rows = [
    'p1,=secret1,h,2024-05-01T10:00:00Z,x,many-secret\n',
    'p2,secret2,h,secret-time,x,1\n',
    '9.9E+18,secret3,h,2024-05-01T10:00:00Z,x,1\n',
    'p4,secret4,secret-handle,2024-05-01T10:00:00Z,x,1,secret-more\n',
    'p5,secret5,h,2024-05-01T10:00:00Z,one,1\np5,secret5,h,2024-05-01T10:00:00Z,two,1\n',
  ]
  const path = file('p.csv', HEAD.replace('\n', ',likes\n') + rows.join(''))
  const failed = await load(path, { isPseudonymised: true, keyFile, maxRejects: '0' }).catch((error: ProblemError) => error.problem)
  expect(failed).toMatchObject({ code: 'source/too-many-rejects' })
  const done = await load(path, { isPseudonymised: true, keyFile, maxRejects: '4' })
  expect(done.rowsRejected).toBe(4)
  const ledger = (await kase.ledger()).map((entry) => entry.done)
  const all = JSON.stringify([
    failed,
    done.warnings,
    ledger,
    await kase.db.rows('select * from rejects'),
    await kase.db.rows('select * from posts'),
    await kase.db.rows('select * from accounts'),
  ])
  expect(all).toContain('is no whole number and was left blank, the first on line 2"')
  expect(all).not.toMatch(/secret|9\.9E|p5"/)
})

test('inspect shows as many rejected rows as it is asked for', async () => {
  const path = file('r.csv', HEAD + Array.from({ length: 50 }, (_, i) => `${i},,h,2024-05-01T10:00:00Z,x\n`).join('') + row(99))
  const shown = async (limit?: number) => (await inspectFiles(testWorld(), [path], {}, limit))[0]!.firstRejects.map(({ line }) => line)
  expect((await shown()).length).toBe(20)
  expect(await shown(Number.MAX_SAFE_INTEGER)).toEqual(Array.from({ length: 50 }, (_, i) => i + 2))
})
