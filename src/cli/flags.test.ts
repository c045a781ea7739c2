import { expect, test } from 'vitest'
import { type Param, ProblemError } from '../model/index.js'
import { type Flag, flagsOfParams, GLOBAL_FLAGS, givenParams, parseFlags, verbIndex } from './flags.js'

const flags: readonly Flag[] = [
  ...GLOBAL_FLAGS,
  { name: 'window', value: '60s', meaning: '', param: 'windowSeconds' },
  { name: 'exact', meaning: '', canBeOff: true, param: 'isExact' },
  { name: 'map', value: 'A=B', meaning: '', isMany: true },
  { name: 'kind', value: 'NAME', meaning: '', choices: ['posts', 'accounts'] },
]
const parse = (...argv: string[]) => parseFlags(argv, flags, 'lockstep x --help')
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof ProblemError ? `${error.problem.code}: ${error.problem.what}` : String(error)),
  )

test('flags and words may stand in any order; -- ends the flags; - is a word', async () => {
  const { args, values } = await parse('a', '--window', '90s', '-', '--no-exact', '--', '--b')
  expect(args).toEqual(['a', '-', '--b'])
  expect(givenParams(flags, values)).toEqual({ windowSeconds: '90s', isExact: false })
})

test('a value may begin with a dash or hold an equals sign', async () => {
  expect((await parse('--window', '-5', '--map', 'a=b', '--map=c=d')).values).toEqual(
    new Map([
      ['window', ['-5']],
      ['map', ['a=b', 'c=d']],
    ]),
  )
})

test('what is wrong is said with the flag and what to write', async () => {
  expect(await codeOf(parse('--windw', '3'))).toBe("usage/bad-flag: unknown flag --windw. Did you mean '--window'?")
  expect(await codeOf(parse('--window'))).toBe('usage/bad-flag: --window needs a value')
  expect(await codeOf(parse('--json=yes'))).toBe('usage/bad-flag: --json takes no value')
  expect(await codeOf(parse('--window', '1', '--window', '2'))).toBe('usage/bad-flag: --window is given twice')
  expect(await codeOf(parse('--kind', 'post'))).toBe("usage/bad-flag: 'post' is no value for --kind. Did you mean 'posts'?")
  expect(await codeOf(parse('--no-window'))).toContain('unknown flag --no-window')
})

test('the verb is found past global flags and their values', () => {
  expect(verbIndex(['--seed', '3', '--json', 'overview', 'case'])).toBe(3)
  expect(verbIndex(['--help'])).toBe(-1)
})

test('flags are made from parameters: name, default, range and meaning', async () => {
  const params: Record<string, Param<unknown>> = {
    windowSeconds: { kind: 'duration', default: 60, min: 0, meaning: 'Largest gap.', larger: 'More pairs pass.' },
    isExact: { kind: 'boolean', default: true, meaning: 'Exact.', larger: '' },
  }
  expect(await flagsOfParams(params)).toEqual([
    { name: 'window', meaning: 'Largest gap. More pairs pass (0s or more)', default: '60s', param: 'windowSeconds', value: '60s' },
    { name: 'exact', meaning: 'Exact', default: 'true', param: 'isExact', canBeOff: true },
  ])
})
