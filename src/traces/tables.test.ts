import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TRACE_IDS, type TraceId } from '../model/index.js'
import { createRng } from '../statistics/random.js'
import { dropDerived, type Job, MIGRATIONS, objectTable, openDatabase, traceTable } from '../store/index.js'
import { countTraces, ensureTrace, TRACES } from './index.js'

type Post = Readonly<Record<string, string | number | readonly string[]>>

const literal = (value: string | number | readonly string[]): string =>
  typeof value === 'number'
    ? String(value)
    : typeof value === 'string'
      ? `'${value.replaceAll("'", "''")}'`
      : `[${value.map(literal).join(', ')}]`

/** Post i has post_key i, id p<i>, account i % 3 and second i unless given. */
async function caseOf(posts: readonly Post[], options: { signal?: AbortSignal } = {}): Promise<Job & { close(): void }> {
  const { db, close } = await openDatabase(':memory:')
  for (const migration of MIGRATIONS) await db.run(migration)
  for (const [i, post] of posts.entries()) {
    const row: Post = {
      post_key: i,
      platform: 'x',
      post_id: `p${i}`,
      account_key: i % 3,
      posted_ms: i * 1000,
      file_key: 0,
      line: i + 2,
      ...post,
    }
    await db.run(`insert into posts (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`)
  }
  const signal = options.signal ?? new AbortController().signal
  return { db, signal, note: () => {}, warn: () => {}, rng: createRng(1), seed: 1, close }
}

async function read(job: Job, id: TraceId): Promise<unknown[][]> {
  await ensureTrace(job, id)
  const rows = await job.db.rows(
    `select object_id, object_key, account_key, post_key, happened_ms from ${traceTable(id)} join ${objectTable(id)} using (object_key) order by ${traceTable(id)}.rowid`,
  )
  return rows.map((row) => Object.values(row))
}

test('every kind of trace is in the list once, in the order of the model', () => {
  expect(TRACES.map((trace) => trace.id)).toEqual([...TRACE_IDS])
  for (const trace of TRACES)
    for (const text of [trace.title, trace.objectMeans, trace.normalisedHow, trace.ordinary]) expect(text.length).toBeGreaterThan(10)
})

test('repost: platform and post; keys dense in bytewise order; rows by object, time, account, post', async () => {
  const job = await caseOf([
    { repost_of: '9', posted_ms: 50 },
    { repost_of: '10', posted_ms: 40 },
    { repost_of: '9', posted_ms: 30 },
    { repost_of: '9', posted_ms: 30, platform: 'y' },
    { text: 'no repost' },
    { repost_of: '9', posted_ms: 30, account_key: 1 },
  ])
  expect(await read(job, 'repost')).toEqual([
    ['x:10', 0, 1, 1, 40],
    ['x:9', 1, 1, 5, 30],
    ['x:9', 1, 2, 2, 30],
    ['x:9', 1, 0, 0, 50],
    ['y:9', 2, 0, 3, 30],
  ])
  job.close()
})

test('a repost counts in the repost trace only', async () => {
  const shared = {
    text: 'The harbour must stay open for the fishing boats',
    urls: ['https://example.org'],
    hashtags: ['a', 'b', 'c'],
    mentions: ['m'],
    media: ['1'],
  }
  const job = await caseOf([
    { ...shared, repost_of: '1' },
    { ...shared, repost_of_account: 'somebody' },
    { given_object: 'o', ...shared },
  ])
  for (const id of TRACE_IDS) expect((await read(job, id)).length).toBe(id === 'repost' || id === 'given' ? 1 : 0)
  job.close()
})

test('link: normalised; the same page twice in one post counts once; text is read where the field is not given', async () => {
  const job = await caseOf([
    { urls: ['https://www.example.org/a?utm_source=x', 'http://example.org/a/', 'https://example.org/b', 'javascript:alert(1)'] },
    { text: 'see https://example.org/b, and https://example.org/c_(d). (HTTP://EXAMPLE.ORG/e)' },
    { urls: [], text: 'https://example.org/a' },
    { text: 'cut off https://example.org/lo…' },
  ])
  expect(await read(job, 'link')).toEqual([
    ['https://example.org/a', 0, 0, 0, 0],
    ['https://example.org/b', 1, 0, 0, 0],
    ['https://example.org/b', 1, 1, 1, 1000],
    ['https://example.org/c_(d)', 2, 1, 1, 1000],
    ['https://example.org/e', 3, 1, 1, 1000],
  ])
  job.close()
})

test('domain: two pages of one site in one post count once; shorteners are none', async () => {
  const job = await caseOf([
    { urls: ['https://a.example.co.uk/1', 'https://b.example.co.uk/2', 'https://bit.ly/x'] },
    { urls: ['https://me.github.io'] },
  ])
  expect(await read(job, 'domain')).toEqual([
    ['example.co.uk', 0, 0, 0, 0],
    ['me.github.io', 1, 1, 1, 1000],
  ])
  job.close()
})

test('hashtag and hashtag sequence', async () => {
  const job = await caseOf([
    { hashtags: ['Port', '#port', 'ｑｕａｙ'] },
    { hashtags: ['port', 'quay'] },
    { text: '#Port #quay #SHIP! not&#33; not/#this a#b' },
    { hashtags: ['quay', 'port', 'ship'] },
    { hashtags: ['', '#', 'port'] },
  ])
  expect((await read(job, 'hashtag')).map((row) => [row[0], row[3]])).toEqual([
    ['port', 0], ['port', 1], ['port', 2], ['port', 3], ['port', 4],
    ['quay', 0], ['quay', 1], ['quay', 2], ['quay', 3],
    ['ship', 2], ['ship', 3],
  ]) // biome-ignore format: a table
  expect((await read(job, 'hashtag-sequence')).map((row) => [row[0], row[3]])).toEqual([
    ['#port #port #quay', 0],
    ['#port #quay #ship', 2],
    ['#quay #port #ship', 3],
  ])
  job.close()
})

test('mention: platform kept apart, @ and case not', async () => {
  const job = await caseOf([
    { mentions: ['@Some.One', 'some.one'] },
    { mentions: ['some.one'], platform: 'y' },
    { text: 'hello @Some.One. and me@example.org @a@b.example' },
  ])
  expect((await read(job, 'mention')).map((row) => [row[0], row[3]])).toEqual([
    ['x:a@b.example', 2],
    ['x:some.one', 0],
    ['x:some.one', 2],
    ['y:some.one', 1],
  ])
  job.close()
})

test('reply-target: the post, or the account where only that is known', async () => {
  const job = await caseOf([{ reply_to: '5', reply_to_account: 'a' }, { reply_to_account: 'a' }, { text: 'none' }])
  expect((await read(job, 'reply-target')).map((row) => [row[0], row[3]])).toEqual([
    ['x:5', 0],
    ['x:account:a', 1],
  ])
  job.close()
})

test('exact-text and media', async () => {
  const job = await caseOf([
    { text: 'The harbour must stay open for the fishing boats', media: ['AB'.repeat(16), `md5:${'ab'.repeat(16)}`, 'id1'] },
    {
      text: 'the HARBOUR must stay open\u200b for the fishing boats https://example.org',
      media: ['ID1', 'https://www.example.org/p.png'],
      platform: 'y',
    },
    { text: 'good morning' },
  ])
  expect((await read(job, 'exact-text')).map((row) => [row[0], row[3]])).toEqual([
    ['the harbour must stay open for the fishing boats', 0],
    ['the harbour must stay open for the fishing boats', 1],
  ])
  expect((await read(job, 'media')).map((row) => [row[0], row[3]])).toEqual([
    ['ab'.repeat(16), 0],
    ['https://example.org/p.png', 1],
    ['x:id1', 0],
    ['y:ID1', 1],
  ])
  job.close()
})

test('given: to the letter, every row one trace', async () => {
  const job = await caseOf([
    { given_object: "O'1", post_id: 'same', posted_ms: 1 },
    { given_object: "O'1", post_id: 'same', posted_ms: 1 },
    { given_object: 'o1' },
  ])
  expect((await read(job, 'given')).map((row) => [row[0], row[1], row[3]])).toEqual([
    ["O'1", 0, 0],
    ["O'1", 0, 1],
    ['o1', 1, 2],
  ])
  job.close()
})

test('the order of the rows in posts does not matter', async () => {
  const posts: Post[] = Array.from({ length: 60 }, (_, i) => ({
    post_key: i,
    account_key: (i * 7) % 5,
    posted_ms: (i * 13) % 17,
    urls: [`https://example.org/${i % 9}`],
  }))
  const one = await caseOf(posts)
  const two = await caseOf([...posts].reverse())
  expect(await read(two, 'link')).toEqual(await read(one, 'link'))
  one.close()
  two.close()
})

test('counts: what no file holds is not in the data, what is held but never acted on is 0', async () => {
  const job = await caseOf([{ repost_of: '1' }, { repost_of: '1' }, { text: 'nothing here' }])
  const counts = await countTraces(job)
  const of = (id: TraceId) => counts.find((count) => count.trace === id)
  expect(of('repost')).toMatchObject({ traces: 2, accounts: 2, objects: 1, isInData: true })
  expect(of('link')).toMatchObject({ traces: 0, isInData: true })
  expect(of('media')).toMatchObject({ traces: 0, isInData: false })
  expect(of('given')).toMatchObject({ traces: 0, isInData: false })
  job.close()
})

test('made once, dropped, made again; nothing temporary is left', async () => {
  const job = await caseOf([{ repost_of: '1', urls: ['a'] }])
  const tables = async () =>
    (
      await job.db.rows<{ t: string }>(
        `select table_name as t from duckdb_tables() where table_name like 'trace%' or table_name like 'objects%' order by t`,
      )
    ).map((row) => row.t)
  await ensureTrace(job, 'repost')
  await ensureTrace(job, 'hashtag-sequence')
  expect(await tables()).toEqual(['objects_hashtag_sequence', 'objects_repost', 'trace_hashtag_sequence', 'trace_repost'])
  await job.db.run(
    `insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, file_key, line) values (9, 'x', 'q', 1, 5, '2', 0, 9)`,
  )
  expect(await read(job, 'repost')).toHaveLength(1)
  await dropDerived(job.db)
  expect(await tables()).toEqual([])
  expect(await read(job, 'repost')).toHaveLength(2)
  job.close()
})

test('a cancelled job stops before it begins', async () => {
  const job = await caseOf([{ urls: ['https://example.org'] }], { signal: AbortSignal.abort() })
  await expect(ensureTrace(job, 'link')).rejects.toMatchObject({ problem: { code: 'cancelled/by-person' } })
  job.close()
})

test('in a case opened for reading the tables are temporary', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'traces-'))
  const path = join(folder, 'case.duckdb')
  try {
    const made = await openDatabase(path)
    for (const migration of MIGRATIONS) await made.db.run(migration)
    await made.db.run(
      `insert into posts (post_key, platform, post_id, account_key, posted_ms, repost_of, file_key, line) values (0, 'x', 'p', 1, 5, '2', 0, 9)`,
    )
    made.close()
    const { db, close } = await openDatabase(path, { access_mode: 'READ_ONLY' })
    const job: Job = { db, signal: new AbortController().signal, note: () => {}, warn: () => {}, rng: createRng(1), seed: 1 }
    expect(await read(job, 'repost')).toEqual([['x:2', 0, 1, 0, 5]])
    expect(await read(job, 'link')).toEqual([])
    close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
