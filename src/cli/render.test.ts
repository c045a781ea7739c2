import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failureOf, jsonFailure, showFailure, showWhere } from './errors.js'
import { fold, gap, instant, share, sparkline, table, toJson, visible } from './render.js'

test('control characters, direction marks and half characters are shown by their number', () => {
  expect(visible('a\u202eb\u0000\u001b[31m\ud800c')).toBe('a<U+202E>b<U+0000><U+001B>[31m<U+D800>c')
  expect(visible('two\r\nlines\tand')).toBe('two lines and')
  expect(visible('😀 ümlaut')).toBe('😀 ümlaut')
  expect(visible('abcdef', 4)).toBe('abc…')
})

test('JSON keeps its values and can steer no terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = toJson({ text })
      expect(JSON.parse(json)).toEqual({ text })
      expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
  expect(toJson({ big: 2n ** 60n })).toBe('{"big":"1152921504606846976"}')
})

test('tables: numbers to the right, absent as a dash', () => {
  expect(
    table(
      ['id', 'n', 'why'],
      [
        ['a', 1200, 'x'],
        ['bcd', null, ''],
      ],
    ),
  ).toEqual(['id       n  why', 'a    1,200  x', 'bcd      –'])
})

test('numbers for people', () => {
  expect([gap(0), gap(11_000), gap(270_000), gap(11_520_000)]).toEqual(['0 s', '11 s', '4.5 min', '3.2 h'])
  expect([share(1, 3), share(1, 400), share(0, 0)]).toEqual(['33 %', '0.3 %', 'none'])
  expect(instant(1_772_442_842_000)).toBe('2026-03-02 09:14:02 UTC')
  expect(instant(null)).toBe('not in this file')
  expect(sparkline([0, 1, 8])).toBe(' ▂█')
  expect(fold('one two three', 7, '  ')).toEqual(['one two', '  three'])
})

test('errors: four parts, and no stack without --debug', async () => {
  const where = { file: 'posts.csv', line: 112, column: 'created', value: '31/02/2026\u0007' }
  expect(showWhere(where)).toBe('posts.csv line 112, column created: "31/02/2026<U+0007>"')
  const failure = {
    problem: { code: 'source/bad-time', what: 'no date', where, fix: 'mend it', unchanged: 'nothing was imported' },
    exit: 3 as const,
    stack: 'STACK',
  }
  expect(showFailure(failure, false)).toBe(
    'lockstep: no date\n  where: posts.csv line 112, column created: "31/02/2026<U+0007>"\n  fix: mend it\n  unchanged: nothing was imported  (source/bad-time, exit 3)\n',
  )
  expect(showFailure(failure, true)).toContain('STACK')
  expect(jsonFailure(failure, 'import', false)).toEqual({
    ok: false,
    command: 'import',
    error: { code: 'source/bad-time', message: 'no date', where, fix: 'mend it', unchanged: 'nothing was imported' },
  })
})

test('an unexpected error is a fault of ours and says where to report it; errors of the disk are not', async () => {
  const fault = await failureOf(new TypeError('x is not a function', { cause: new Error('deep') }))
  expect(fault.exit).toBe(1)
  expect(showFailure(fault, false)).toContain('this is a fault of ours: please report it')
  expect(showFailure(fault, false)).not.toContain('    at ')
  expect(fault.stack).toContain('caused by Error: deep')
  expect((await failureOf(Object.assign(new Error('full'), { code: 'ENOSPC', path: '/x' }))).exit).toBe(4)
  expect((await failureOf(Object.assign(new Error('no'), { code: 'ENOENT', path: '/x' }))).exit).toBe(2)
})
