import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseRecord } from './json-paths.js'
import { sampleJson } from './json-sample.js'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const signal = new AbortController().signal
const sample = (text: string | Buffer, searched?: Parameters<typeof sampleJson>[2]) => {
  const path = join(folder, 'a.json')
  writeFileSync(path, text)
  const shape = text.toString('utf8', 0, 1).startsWith('[') ? 'json-array' : 'json-lines'
  return sampleJson({ path, shape, skipBytes: 0, lineEnd: '\n' }, signal, searched)
}
const posts = (count: number, rare: Readonly<Record<number, unknown>> = {}) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ id: i, text: 'says "a": b', repost: null, ...(rare[i] as object) }))

test('keys that appear after the first 1,000 records are columns, with the records that have them', async () => {
  const rare = { 1500: { repost: { id: 7 } }, 2500: { 'ü.x': [{ url: 'a' }] }, 2600: { repost: { id: 8 } } }
  for (const text of [posts(3000, rare).join('\n'), `[${posts(3000, rare).join(',\n ')}]`]) {
    const { columns, values, hasMore } = await sample(text)
    expect([columns, hasMore]).toEqual([['id', 'text', 'repost.id', 'ü\\.x[*].url'], false])
    expect(values.map((column) => column.length)).toEqual([1002, 1002, 1002, 1002])
    expect([values[2]?.[1000], values[3]?.[1001], values[0]?.[1001]]).toEqual(['7', '["a"]', '2500'])
  }
})

test('of a large file parts are looked at, and it is said that there may be more', async () => {
  const lines = posts(20_000, { 19999: { last: 1 }, 10000: { once: 1 } }).join('\n')
  const found = await sample(lines, { bytes: 20_000, parts: 4, keys: 100 })
  expect([found.columns, found.hasMore]).toEqual([['id', 'text', 'last'], true])
  const many = Array.from({ length: 3000 }, (_, i) => `{"k${i}":1}`).join('\n')
  const keys = await sample(many, { bytes: 1 << 20, parts: 4, keys: 1500 })
  expect([keys.columns.length, keys.hasMore]).toEqual([1501, true])
})

test('a first record that is long or no record is passed over', async () => {
  const { columns, values } = await sample(`{"text":"${'x'.repeat(5 << 20)}","a":1}\n{"b":1}\n{"b":2}\n`)
  expect([columns, values[2]]).toEqual([
    ['text', 'a', 'b'],
    [null, '1'],
  ])
  expect((await sample(`{"text":"${'x'.repeat(9 << 20)}"}\n{"b":1}\n{"c"\n`)).columns).toEqual(['b'])
})

test('long numbers are kept to the digit, in strings they are left alone', () => {
  expect(
    parseRecord('{"id":1400000000000000001,"in":[-9007199254740993,1.2345678901234567890],"text":"a \\" 1400000000000000001 é"}'),
  ).toEqual({
    id: '1400000000000000001',
    in: ['-9007199254740993', 1.2345678901234567],
    text: 'a " 1400000000000000001 é',
  })
  expect(parseRecord('[1]')).toBeNull()
  expect(parseRecord('{"a":')).toBeNull()
})
