/** Words, fields and habits that the project must not have (SAFEGUARDS.md 2 and 3, docs/design-choices.md). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FIELDS_OF } from '../src/model/index.js'
import { filesUnder, root } from './files.js'

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const sources = [...filesUnder('src', '.ts'), ...filesUnder('samples', '.ts')].filter((file) => !file.includes('.test'))

/** Lines that say the words in order to forbid them, or that name other people's columns, papers and protocols. */
const WORD_IS_NAMED: readonly (readonly [RegExp, RegExp])[] = [
  [/^src\/sources\//, /user|tweet|in_reply|retweet/i],
  [/^src\/.*\/parity\.ts$/, /tweet|user/i],
]
const LABELS = /\b(bots?|trolls?|fakes?|sock ?puppets?|suspects?|culprits?)\b/i
const WORDS = /\b(tweets?|bot ?nets?|users?)\b/i

/** Code without comments, imports and references to papers; words inside strings stay. */
function code(text: string): string[] {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/.*$/, ''))
    .map((line) => (/^\s*(import|export \*)/.test(line) || /doi:|text: .*\d{4}/.test(line) ? '' : line))
}

function linesWith(pattern: RegExp): string[] {
  return sources.flatMap((file) => {
    const named = WORD_IS_NAMED.filter(([where]) => where.test(file)).map(([, what]) => what)
    return code(read(file)).flatMap((line, i) => {
      const hit = pattern.exec(line)
      return hit && !named.some((what) => what.test(hit[0])) ? [`${file}:${i + 1}: ${line.trim()}`] : []
    })
  })
}

test('no verdict words: bot, troll, fake, sock puppet, suspect', () => {
  expect(linesWith(LABELS)).toEqual([])
})

test('one word for one thing: account and post, not user and tweet', () => {
  expect(linesWith(WORDS)).toEqual([])
})

test('the model has no field that says who or where a person is', () => {
  const banned =
    /legal|first_?name|last_?name|real_?name|e?_?mail|phone|address|employer|place|location|geo|latitude|longitude|coord|device|(^|_)ip(_|$)|birth|gender/i
  const fields = Object.values(FIELDS_OF).flatMap((fields) => Object.keys(fields))
  expect(fields.filter((field) => banned.test(field))).toEqual([])
  const columns = [...read('src/store/schema.ts').matchAll(/create table \w+ \(([\s\S]*?)\);/g)].flatMap((table) =>
    (table[1] as string).split(',').map((column) => column.trim().split(/\s/)[0] as string),
  )
  expect(columns.length).toBeGreaterThan(60)
  expect(columns.filter((column) => banned.test(column))).toEqual([])
})

test('chance and time come from outside: no Math.random, Date.now, new Date() outside the command line', () => {
  const wrong = sources
    .filter((file) => !file.startsWith('src/cli/'))
    .flatMap((file) =>
      code(read(file)).flatMap((line, i) =>
        /Math\.random|Date\.now|new Date\(\)|performance\.now/.test(line) ? [`${file}:${i + 1}`] : [],
      ),
    )
  expect(wrong).toEqual([])
})

test('only the command line prints or touches the process', () => {
  const wrong = sources
    // The decoder of media is a process of its own.
    .filter((file) => !/^src\/((cli|server)\/|sources\/media\/child\.ts)/.test(file))
    .flatMap((file) =>
      code(read(file)).flatMap((line, i) =>
        /\bconsole\.|process\.(stdout|stderr|stdin|exit|argv|on)\b|\bdebugger\b/.test(line) && !/stdin/.test(line)
          ? [`${file}:${i + 1}: ${line.trim()}`]
          : [],
      ),
    )
  expect(wrong).toEqual([])
})

test('tests print nothing, skip nothing by hand and leave nothing for later', () => {
  const self = 'test/words.test.ts'
  const tests = [...filesUnder('src', '.test.ts'), ...filesUnder('samples', '.test.ts'), ...filesUnder('test', '.ts')].filter(
    (file) => file !== self,
  )
  const wrong = tests.flatMap((file) =>
    code(read(file)).flatMap((line, i) =>
      /\b(test|it|describe)\.(skip|only|todo)\b|\bconsole\.|^\s*process\.stdout\.write/.test(line)
        ? [`${file}:${i + 1}: ${line.trim()}`]
        : [],
    ),
  )
  expect(wrong).toEqual([])
})

test('no file of ours is longer than 400 lines', () => {
  const long = [...sources, ...filesUnder('test', '.ts'), ...filesUnder('src', '.test.ts'), ...filesUnder('bench', '.ts')]
    .map((file) => [file, read(file).split('\n').length - 1] as const)
    .filter(([, lines]) => lines > 400)
  expect(long).toEqual([])
})

test('nothing leaves the machine: no module of ours calls out', () => {
  const wrong = sources.flatMap((file) =>
    code(read(file)).flatMap((line, i) => (/\bfetch\(|https?\.request|node:(https?|net|dgram|tls)/.test(line) ? [`${file}:${i + 1}`] : [])),
  )
  expect(wrong).toEqual([])
})
