import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from './database.js'
import { timeSql } from './ingest-sql.js'

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
