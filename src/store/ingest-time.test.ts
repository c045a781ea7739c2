import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from './database.js'
import { timeSql } from './ingest-time.js'

const FACTOR = { 'unix-s': [1000n, 1n], 'unix-ms': [1n, 1n], 'unix-us': [1n, 1000n] } as const
const NUMBER = fc
  .tuple(
    fc.constantFrom('', '', '', '-', '+', ' '),
    fc.bigInt({ min: 0n, max: 10n ** 17n }),
    fc.stringMatching(/^\d{0,8}$/),
    fc.constantFrom('', ' '),
  )
  .map(([sign, whole, part, after]) => ({ sign, whole, part, text: `${sign}${whole}${part === '' ? '' : `.${part}`}${after}` }))

/** Millionths, half away from zero in the seventh place, as the cast to decimal(30, 6) rounds; then to whole ms downwards; null past 64 bits. */
function expected({ sign, whole, part }: { sign: string; whole: bigint; part: string }, style: keyof typeof FACTOR): string | null {
  const up = Number(part[6] ?? '0') >= 5 ? 1n : 0n
  const size = whole * 1_000_000n + BigInt(part.slice(0, 6).padEnd(6, '0')) + up
  const [times, by] = FACTOR[style]
  const [value, unit] = [(sign === '-' ? -size : size) * times, by * 1_000_000n]
  const cut = value / unit
  const ms = value < 0n && cut * unit !== value ? cut - 1n : cut
  return ms === BigInt.asIntN(64, ms) ? String(ms) : null
}

test.each(Object.keys(FACTOR) as (keyof typeof FACTOR)[])('numbers in %s are cut to whole milliseconds without loss', async (style) => {
  const { db, close } = await openDatabase(':memory:', { threads: '1' })
  await fc.assert(
    fc.asyncProperty(fc.array(NUMBER, { minLength: 1, maxLength: 50 }), async (numbers) => {
      const list = numbers.map(({ text }) => `'${text}'`).join(', ')
      const rows = await db.rows<{ ms: string }>(
        `select (${timeSql('x', { style })})::varchar as ms from (select unnest([${list}]) as x, unnest(range(${numbers.length})) as i) order by i`,
      )
      expect(rows.map(({ ms }) => ms)).toEqual(numbers.map((number) => expected(number, style)))
    }),
    { numRuns: 60, seed: 5 },
  )
  for (const text of ['', '12a', '1.2.3', '１２', '1 2'])
    expect(await db.row(`select ${timeSql(`'${text}'`, { style })} as ms`)).toEqual({ ms: null })
  close()
})

test('ISO times in all common spellings; what is no time is null', async () => {
  const { db, close } = await openDatabase(':memory:', { threads: '1' })
  await db.run("set TimeZone = 'Europe/Berlin'")
  const read = async (texts: readonly string[]) =>
    (
      await db.rows<{ ms: number | null }>(
        `select ${timeSql('x', { style: 'iso' })} as ms from (select unnest([${texts.map((text) => `'${text}'`).join(', ')}]) as x, unnest(range(${texts.length})) as i) order by i`,
      )
    ).map(({ ms }) => ms)
  const at = Date.UTC(2026, 6, 2, 9, 14)
  const same = [
    '2026-07-02T09:14:00Z',
    '2026-07-02 11:14:00',
    '2026-07-02 11:14',
    '2026-07-02 11:14:00 +0200',
    '2026-07-02 11:14:00 +02',
    '2026-07-02 11:14:00+02:00',
    '2026-07-02 11:14+02',
    '2026-07-02t09:14:00z',
    '2026-07-02T091400Z',
    '2026-07-02T0914Z',
    '2026-07-02 09:14:00 UTC',
    '2026-07-02 09:14 GMT',
    '2026-07-02 10:14:00 BST',
    '2026-07-02 11:14:00 CEST',
    '2026-07-02 10:14:00 CET',
    '2026-07-02 04:14:00 EST',
    '2026-07-02 05:14:00 EDT',
    '2026-07-02 05:14:00 America/New_York',
    '2026-07-02 01:14:00 PST',
    '2026-07-01 23:14:00 -1000',
  ]
  expect((await read(same)).map((ms, i) => [same[i], ms])).toEqual(same.map((text) => [text, at]))
  expect(await read(['2026-07-02 11:14:00,250', '2026-07-02T09:14:00.250Z', '2026-07-02T09', '2026-07-02'])).toEqual([
    at + 250,
    at + 250,
    Date.UTC(2026, 6, 2, 7),
    Date.UTC(2026, 6, 1, 22),
  ])
  expect(await read(['2016-12-31T23:59:60Z', '2016-12-31 23:59:60.5 UTC'])).toEqual([Date.UTC(2017, 0, 1), Date.UTC(2017, 0, 1) + 500])
  const none = [
    '2026-03-02T09:60:00Z',
    '2026-03-02T09:60:60Z',
    'epoch',
    'infinity',
    'now',
    '2026-03-02T09:00:00+25:00',
    '2026-03-02 09:00:00 IST',
    '2026-02-30T09:00:00Z',
    '2026-03-02T24:01:00Z',
  ]
  expect(await read(none)).toEqual(none.map(() => null))
  close()
})
