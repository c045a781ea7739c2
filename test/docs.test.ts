/** The docs say what the program does: generated pages are up to date, nothing is missing, and the worked example runs as printed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/cli/commands/index.js'
import { generatedDocs } from '../src/cli/docs.js'
import { EXIT_CODES } from '../src/cli/exit.js'
import { GLOBAL_FLAGS } from '../src/cli/flags.js'
import { FIELDS_OF, flagOf } from '../src/model/index.js'
import {
  BACKBONE_METHODS,
  GROUP_METHODS,
  IMPORT_PARAMS,
  INVESTIGATE_DEFAULTS,
  NETWORK_METHODS,
  OUTPUTS,
  SIGNALS,
  SOURCES,
  TRACES,
} from '../src/workflow/index.js'
import { root } from './files.js'
import { emptyFolder, lockstep } from './lockstep.js'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('the generated pages are those that the descriptions give: npm run docs', async () => {
  for (const [name, text] of Object.entries(await generatedDocs())) expect(read(`docs/${name}`), name).toBe(text)
})

test('every method, trace, source, export, command, flag, setting, field and exit code is in the docs', () => {
  const has = (page: string, text: string) => expect(read(`docs/${page}`).includes(text), `${page}: ${text}`).toBe(true)
  for (const { id } of [...NETWORK_METHODS, ...BACKBONE_METHODS, ...GROUP_METHODS]) has('methods.md', `## ${id}\n`)
  for (const method of [...NETWORK_METHODS, ...BACKBONE_METHODS, ...GROUP_METHODS])
    for (const name of Object.keys(method.params)) has('methods.md', `\`--${flagOf(name)}\``)
  for (const { id } of SIGNALS) has('signals.md', `## ${id}\n`)
  for (const { id } of TRACES) has('traces.md', `## ${id}\n`)
  for (const { id } of SOURCES) has('formats.md', `## ${id}\n`)
  for (const name of Object.keys(IMPORT_PARAMS)) has('formats.md', `\`--${flagOf(name)}\``)
  for (const fields of Object.values(FIELDS_OF)) for (const field of Object.keys(fields)) has('formats.md', `\`${field}\``)
  for (const { id } of OUTPUTS) has('exports.md', `## ${id}\n`)
  for (const { verb } of COMMANDS) has('flags.md', `## ${verb}\n`)
  for (const { name } of GLOBAL_FLAGS) has('flags.md', `--${name}`)
  for (const code of Object.keys(EXIT_CODES)) has('exit-codes.md', `| ${code} |`)
  for (const variable of ['LOCKSTEP_KEY_FILE', 'NO_COLOR']) has('flags.md', variable)
})

test('defaults that help prints are those of the engine', () => {
  expect(GLOBAL_FLAGS.find((flag) => flag.name === 'seed')?.default).toBe(String(INVESTIGATE_DEFAULTS.seed))
})

test('every link between our pages leads somewhere', () => {
  for (const page of [
    'README.md',
    'CONTRIBUTING.md',
    'SAFEGUARDS.md',
    'docs/getting-started.md',
    'docs/texts.md',
    'docs/design-choices.md',
  ])
    for (const [, target] of read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g))
      if (target && !/^https?:/.test(target)) expect(existsSync(join(root, page, '..', target)), `${page}: ${target}`).toBe(true)
})

test('the tour of the README names the networks that it makes', () => {
  const lines = [...read('README.md').matchAll(/^lockstep (\S+) posts (\S+) .*$/gm)]
  const networks = lines.flatMap(([line, verb]) =>
    verb === 'network' ? [`${/--trace (\S+)/.exec(line)?.[1]}-${/--window (\S+)/.exec(line)?.[1]}`] : [],
  )
  const used = lines.flatMap(([, verb, id]) => (verb === 'validate' || verb === 'export' ? [id] : []))
  expect(networks).toEqual(['link-10m'])
  expect(used).toEqual(['link-10m', 'link-10m'])
})

const EXAMPLE_PAGES = ['docs/getting-started.md', 'docs/texts.md']
const LINES_SHOWN = 14

/** ```console blocks: `$ command`, then the first lines of what it prints on stdout; `…` alone at the end stands for the rest. */
function blocks(page: string): string[] {
  return [...read(page).matchAll(/```console\n([\s\S]*?)```/g)].map((block) => block[1] as string)
}
function examples(block: string): { readonly command: string; readonly shown: readonly string[] }[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command, ...shown] = part.trimEnd().split('\n')
      return { command: command as string, shown }
    })
}

test.for(EXAMPLE_PAGES)('the worked example of %s prints what the page shows', { timeout: 180_000 }, (examplePage) => {
  const folder = emptyFolder()
  let page = read(examplePage)
  let run = 0
  for (const block of blocks(examplePage)) {
    const now: string[] = []
    for (const { command } of examples(block)) {
      expect(command).toMatch(/^lockstep /)
      const ran = lockstep(folder, command.split(' ').slice(1))
      expect(ran.code, `${command}\n${ran.err}`).toBe(0)
      const lines = ran.out
        .trimEnd()
        .replaceAll(folder, '/home/you')
        .replace(/\d+ kB {2}sha256 [0-9a-f]{64}/, '… kB  sha256 …')
        .split('\n')
      now.push(`$ ${command}`, ...(lines.length > LINES_SHOWN ? [...lines.slice(0, LINES_SHOWN), '…'] : lines))
      run++
    }
    page = page.replace(block, () => `${now.join('\n')}\n`)
  }
  expect(run).toBeGreaterThanOrEqual(6)
  if (process.env.UPDATE_EXPECTED) writeFileSync(join(root, examplePage), page)
  expect(read(examplePage)).toBe(page)
})
