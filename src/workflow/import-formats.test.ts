import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SOURCES } from '../sources/index.js'
import { createCase, type World } from '../store/index.js'
import { importFiles } from './import.js'
import { inspectFiles } from './inspect.js'

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}

test.each(SOURCES.map(({ id }) => id))('%s: its fixture is recognised without flags, inspected and imported whole', async (id) => {
  const fixtures = join(import.meta.dirname, '../sources', id, 'fixtures')
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  const kase = await createCase(join(folder, 'c.lockstep'))
  try {
    for (const name of readdirSync(fixtures)) {
      const [found] = await inspectFiles(world, [join(fixtures, name)], {})
      expect(found).toMatchObject({ format: id, isSure: true, rejects: 0 })
      const [done] = await importFiles(world, kase, [join(fixtures, name)], {})
      expect(done).toMatchObject({ format: id, rowsKept: found!.rows, rowsRejected: 0 })
    }
  } finally {
    kase.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a zone is asked for only where values name none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  const kase = await createCase(join(folder, 'c.lockstep'))
  const said = async (time: string) => {
    const warned: string[] = []
    const path = join(folder, `${time.replaceAll(/\W/g, '')}.csv`)
    writeFileSync(path, `post_id,account_id,created_at,text\n${time},a,${time},x\n`)
    await importFiles({ ...world, warn: (message) => void warned.push(message) }, kase, [path], {})
    return warned.filter((message) => message.includes('--time-zone')).length
  }
  try {
    for (const time of ['2024-05-01T10:00:00Z', '2024-05-01 10:00+02:00', '2024-05-01T10:00:00.5-0330'])
      expect([time, await said(time)]).toEqual([time, 0])
    for (const time of ['2024-05-01T10:00:00', '2024-05-01']) expect([time, await said(time)]).toEqual([time, 1])
  } finally {
    kase.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('of a list of referenced posts the reposted one is kept as one value', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  const kase = await createCase(join(folder, 'c.lockstep'))
  try {
    const path = join(folder, 'a.ndjson')
    const refs = [
      '[{"type":"quoted","id":"7"},{"type":"retweeted","id":"1400000000000000009"}]',
      '[]',
      'null',
      '{"type":"retweeted","id":"6"}',
    ]
    writeFileSync(
      path,
      refs
        .map((list, i) => `{"id":"${i}","author_id":"a","created_at":"2024-05-01T10:00:00Z","text":"x","referenced_tweets":${list}}\n`)
        .join(''),
    )
    await importFiles(world, kase, [path], {})
    expect(await kase.db.rows('select post_id, repost_of, quote_of from posts order by post_id')).toEqual([
      { post_id: '0', repost_of: '1400000000000000009', quote_of: '7' },
      { post_id: '1', repost_of: null, quote_of: null },
      { post_id: '2', repost_of: null, quote_of: null },
      { post_id: '3', repost_of: null, quote_of: null },
    ])
  } finally {
    kase.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('keys that appear late, links in lists of lists and ids beyond 2^53 are kept, and shown as they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  const kase = await createCase(join(folder, 'c.lockstep'))
  try {
    const path = join(folder, 'a.ndjson')
    const post = (i: number, more: object = {}) =>
      JSON.stringify({ id: '#', did: 'd', createdAt: '2024-05-01T10:00:00Z', text: 'x', ...more }).replace('"#"', `14000000000000000${i}`)
    const facets = [{ features: [{ uri: 'https://example.org/a' }, { tag: 'one' }] }, { features: [{ uri: 'https://example.org/b' }] }]
    writeFileSync(path, [...Array.from({ length: 1001 }, (_, i) => post(1000 + i)), post(3000, { facets, repost_of: '9' })].join('\n'))
    const [found] = await inspectFiles(world, [path], {})
    expect(found!.fields.find(({ field }) => field === 'post_id')!.examples[1]).toBe('140000000000000001001')
    await importFiles(world, kase, [path], {})
    expect(await kase.db.rows('select post_id, repost_of, urls, hashtags from posts where urls is not null')).toEqual([
      {
        post_id: '140000000000000003000',
        repost_of: '9',
        urls: ['https://example.org/a', 'https://example.org/b'],
        hashtags: ['one'],
      },
    ])
  } finally {
    kase.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
