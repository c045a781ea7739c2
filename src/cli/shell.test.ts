import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Call } from './command.js'
import { quoted, readingFlags, shell } from './shell.js'

const HOSTILE = [
  "my posts; rm -rf 'x'.csv",
  'a\nb\u001b[31m.csv',
  '$(id) `id` "q" \\.csv',
  '\u202egnp.csv',
  '-dash.csv',
  'naïve.csv',
  '',
  "it's\r\n",
]

test('what a person gave is quoted so that a shell reads it as it was', () => {
  expect(HOSTILE.slice(0, 2).map(quoted)).toEqual([`'my posts; rm -rf '\\''x'\\''.csv'`, `$'a\\nb\\u001b[31m.csv'`])
  expect(quoted('data/naïve-1.csv')).toBe('data/naïve-1.csv')
  expect(HOSTILE.map(quoted).join('')).not.toMatch(/[\u0000-\u001f\u202e]/)
  expect(shell`lockstep import ${'harbour'} ${['a b.csv', '-x.csv']}`).toBe("lockstep import harbour 'a b.csv' ./-x.csv")
  expect(shell`lockstep investigate ${['-']}`).toBe('lockstep investigate - < FILE')
})

const hasBash = spawnSync('bash', ['--version']).status === 0
test.skipIf(!hasBash)('bash reads back the very names', () => {
  const line = `printf '%s\\0' ${HOSTILE.map(quoted).join(' ')}`
  const { stdout } = spawnSync('bash', ['-c', line], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  expect(stdout.split('\0').slice(0, -1)).toEqual(HOSTILE)
})

test('flags of reading are given again', async () => {
  const given: Readonly<Record<string, readonly string[]>> = { map: ['Likes, total=likes', 'who=account_id'], media: [] }
  const call = {
    all: (name: string) => given[name] ?? [],
    params: { timeFormat: '%d/%m/%Y %H:%M', delimiter: '\t', isPseudonymised: true, platform: '-x' },
  } as unknown as Call
  expect(await readingFlags(call)).toBe(
    " --map 'Likes, total=likes' --map who=account_id --time-format '%d/%m/%Y %H:%M' --delimiter $'\\t' --pseudonymised --platform=-x",
  )
})
