import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteText } from '../model/index.js'
import { openDatabase } from './database.js'
import { hashAgain, hashKeyedRows, hashRows } from './hash-rows.js'

async function hashOf(...queries: string[]): Promise<string[]> {
  const { db, close } = await openDatabase(':memory:')
  const hashes: string[] = []
  for (const query of queries) hashes.push(await hashRows(db, query))
  close()
  return hashes
}

test('the same rows give the same hash, whatever the number of threads', async () => {
  const query =
    "select range as a, range % 7 = 0 as b, range * 0.5::double as c, case when range % 3 = 0 then null else 'x' || range end as d, [range::varchar, null] as e from range(50000) order by a"
  const hashes = new Set<string>()
  for (const threads of ['1', '2', '4']) {
    const { db, close } = await openDatabase(':memory:', { threads })
    hashes.add(await hashRows(db, query))
    close()
  }
  expect(hashes.size).toBe(1)
})

test('order, type, name, null and where one value ends all count', async () => {
  const queries = [
    'select * from (values (1, 2), (2, 1)) as t(a, b) order by a',
    'select * from (values (1, 2), (2, 1)) as t(a, b) order by a desc',
    'select a::bigint as a, b from (values (1, 2), (2, 1)) as t(a, b) order by a',
    'select b as x, a as y from (values (1, 2), (2, 1)) as t(a, b) order by a',
    "select 'a' as s, 'bc' as u",
    "select 'ab' as s, 'c' as u",
    "select 'ab' as s, null::varchar as u",
    "select 'ab' as s, 'N' as u",
    "select 'ab' as s, '' as u",
    "select null::integer as n, 'a' as s",
    "select 0 as n, 'a' as s",
    "select ['a, b'] as list",
    "select ['a', 'b'] as list",
    "select ['a', null] as list",
    "select ['a', 'null'] as list",
    'select 1 as a where false',
    'select 1 as a',
    'select 1.0::double as a',
  ]
  expect(new Set(await hashOf(...queries)).size).toBe(queries.length)
})

test('two tables have the same hash exactly when they are the same', async () => {
  const cell = fc.option(fc.oneof(fc.string(), fc.constantFrom('N', 'V1:a', '', "'", '\u202e', 'é')), { nil: null })
  const table = fc.array(fc.tuple(cell, cell, fc.option(fc.integer(), { nil: null })), { minLength: 1, maxLength: 4 })
  const sqlOf = (rows: readonly (readonly (string | number | null)[])[]) => {
    const literal = (value: string | number | null, type: string) =>
      `${value === null ? 'null' : typeof value === 'string' ? quoteText(value.replaceAll('\0', '')) : value}::${type}`
    const lines = rows.map(
      ([a, b, c], i) => `select ${i} as i, ${literal(a!, 'varchar')} as a, ${literal(b!, 'varchar')} as b, ${literal(c!, 'bigint')} as c`,
    )
    return `select a, b, c from (${lines.join(' union all ')}) order by i`
  }
  const { db, close } = await openDatabase(':memory:')
  await fc.assert(
    fc.asyncProperty(table, table, async (left, right) => {
      const [one, two] = [sqlOf(left), sqlOf(right)]
      expect((await hashRows(db, one)) === (await hashRows(db, two))).toBe(one === two)
    }),
    { numRuns: 150, seed: 7 },
  )
  close()
})

/** Header, columns of 64-bit numbers, texts: as the file says. */
function keyedHash(header: string, numbers: readonly (readonly bigint[])[], texts: string): string {
  const sha = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
  const parts = [...numbers.map((column) => sha(new Uint8Array(BigInt64Array.from(column).buffer))), sha(texts)]
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from(header), ...parts]))
    .digest('hex')
}

test('rows with a key: header, numbers and texts in the order of the key, every text by its length', async () => {
  const { db, close } = await openDatabase(':memory:')
  const rows = "select * from (values (7, 'é', [1, null], 1.5::double), (-2, null, null, null)) as t(k, s, l, x)"
  const half = new BigInt64Array(Float64Array.of(0, 1.5).buffer)
  expect(await hashKeyedRows(db, rows, 'k')).toBe(
    keyedHash('"k" INTEGER\n"s" VARCHAR\n"l" INTEGER[]\n"x" DOUBLE\n', [[-2n, 7n], [0n, 0n], [...half], [1n, 0n]], '::2:é8:[1,null]'),
  )
  expect(await hashKeyedRows(db, 'select 1 as k where false', 'k')).toBe(keyedHash('"k" INTEGER\n', [[], []], ''))
  close()
})

test('an older entry, with a key and no form, is hashed as it was then: every value of a row as text', async () => {
  const { db, close } = await openDatabase(':memory:')
  await db.run("create table t as select range * 3 - 50 as k, 'x' || range % 1000 as s from range(200000) order by hash(range)")
  const { t } = await db.row<{ t: string }>(
    "select string_agg(concat(strlen(k::varchar), ':', k, strlen(s), ':', s), '' order by k) as t from t",
  )
  const old = createHash('sha256').update(`"k" BIGINT\n"s" VARCHAR\n${t}`).digest('hex')
  expect(await hashAgain(db, { resultSql: 'select * from t', resultKey: 'k' })).toBe(old)
  expect(await hashAgain(db, { resultSql: 'select * from t', resultKey: 'k', resultForm: 'columns' })).not.toBe(old)
  close()
})

test('rows with a key: the same for any order of the rows and any number of threads, over several slices, with and without texts', async () => {
  const hashes = new Set<string>()
  const ofNumbers = new Set<string>()
  for (const [threads, order] of [
    ['1', 'k'],
    ['2', 'hash(k)'],
    ['4', 'k desc'],
  ] as const) {
    const { db, close } = await openDatabase(':memory:', { threads })
    await db.run(`create table t as select range * 3 - 50 as k, 'x' || range % 1000 as s from range(300000) order by ${order}`)
    hashes.add(await hashKeyedRows(db, 'select * from t', 'k'))
    ofNumbers.add(await hashKeyedRows(db, 'select k from t', 'k'))
    close()
  }
  const keys = Array.from({ length: 300_000 }, (_, i) => BigInt(i * 3 - 50))
  const marks = keys.map(() => 0n)
  const texts = keys.map((_, i) => `${String(i % 1000).length + 1}:x${i % 1000}`).join('')
  expect([...hashes]).toEqual([keyedHash('"k" BIGINT\n"s" VARCHAR\n', [keys, marks], texts)])
  expect([...ofNumbers]).toEqual([keyedHash('"k" BIGINT\n', [keys, marks], '')])
})

test('rows with a key: two tables have the same hash exactly when they are the same', async () => {
  const cell = fc.option(fc.oneof(fc.string(), fc.constantFrom('1:a', ':', '', "'", '\u202e', 'é')), { nil: null })
  const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 })
  const sqlOf = (rows: readonly (readonly (string | null)[])[]) => {
    const literal = (value: string | null) => `${value === null ? 'null' : quoteText(value.replaceAll('\0', ''))}::varchar`
    return rows.map(([a, b], i) => `select ${i} as k, ${literal(a!)} as a, ${literal(b!)} as b`).join(' union all ')
  }
  const { db, close } = await openDatabase(':memory:')
  await fc.assert(
    fc.asyncProperty(table, table, async (left, right) => {
      const [one, two] = [sqlOf(left), sqlOf(right)]
      expect((await hashKeyedRows(db, one, 'k')) === (await hashKeyedRows(db, two, 'k'))).toBe(one === two)
    }),
    { numRuns: 100, seed: 8 },
  )
  close()
})
