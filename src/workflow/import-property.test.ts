/** Any table written as CSV in any common dialect comes back cell by cell, each row with the physical line on which it begins. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCase, type World } from '../store/index.js'
import { importFiles } from './import.js'

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}
const piece = fc.constantFrom(
  'a',
  'é',
  '漢',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  ' ',
  "'",
  '=1+1',
  '<b>',
  '\u202e',
  '🙂',
  '#tag',
  '@x',
  '\\',
  'null',
  '--',
)
const cell = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => `x${parts.join('')}x`)
const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  newline: fc.constantFrom('\n', '\r\n'),
  isAllQuoted: fc.boolean(),
  hasBom: fc.boolean(),
  endsWithNewline: fc.boolean(),
})

test('hostile cells in random dialects are kept as they are, with the line on which their row begins', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  let run = 0
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { minLength: 2, maxLength: 12 }),
        dialect,
        async (texts, { delimiter, newline, isAllQuoted, hasBom, endsWithNewline }) => {
          const write = (value: string) =>
            isAllQuoted || /["\r\n]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value
          const header = ['post_id', 'account_id', 'posted_at', 'text']
          const rows = texts.map((text, i) => [`p${i}`, `a${i % 3}`, `2026-03-02T09:00:${String(i).padStart(2, '0')}Z`, text])
          const body = [header, ...rows].map((row) => row.map(write).join(delimiter)).join(newline) + (endsWithNewline ? newline : '')
          const path = join(folder, `t${run}.csv`)
          writeFileSync(path, (hasBom ? '\ufeff' : '') + body)
          const kase = await createCase(join(folder, `c${run++}.lockstep`))
          try {
            await importFiles(world, kase, [path], { delimiter })
            let line = 2
            const expected = rows.map(([id, , , text]) => {
              const at = line
              line += 1 + (text as string).split('\n').length - 1
              return { post_id: id, text, line: at }
            })
            expect(await kase.db.rows('select post_id, text, line from posts order by post_key')).toEqual(expected)
          } finally {
            kase.close()
          }
        },
      ),
      { numRuns: 25, seed: 11 },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
