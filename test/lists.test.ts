/** Lists are written by hand; a member that is missing from its list is a mistake that nothing else would notice. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/cli/commands/index.js'
import { flagsOfParams } from '../src/cli/flags.js'
import { type Param, TRACE_IDS } from '../src/model/index.js'
import {
  BACKBONE_METHODS,
  GROUP_METHODS,
  IMPORT_PARAMS,
  NETWORK_METHODS,
  OUTPUTS,
  SIGNALS,
  SOURCES,
  TRACES,
} from '../src/workflow/index.js'
import { filesUnder, foldersIn, root } from './files.js'

const ids = (list: readonly { readonly id: string }[]) => list.map((each) => each.id).sort()
const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('every command has its file and every file its command', async () => {
  const files = filesUnder('src/cli/commands', '.ts').map((file) => (file.split('/').at(-1) as string).replace('.ts', ''))
  expect(COMMANDS.map((entry) => entry.verb).sort()).toEqual(files.filter((file) => file !== 'index'))
  for (const entry of COMMANDS) {
    const { command } = await entry.load()
    expect(command.examples.length, entry.verb).toBeGreaterThanOrEqual(2)
    for (const example of command.examples) expect(example, entry.verb).toContain('lockstep ')
    for (const arg of entry.args) expect(Object.keys(command.argsMean), entry.verb).toContain(arg.replace(/[[\]…]/g, ''))
  }
})

test('every trace kind of the model is described once, in its own file or folder', () => {
  expect(ids(TRACES)).toEqual([...TRACE_IDS].sort())
  for (const { id } of TRACES)
    expect(
      [`${id}.ts`, `${id}/index.ts`].some((file) => existsSync(join(root, 'src/traces', file))),
      id,
    ).toBe(true)
})

/** Files that say `id: '…'` at the top level of a description, as the members of a list do. */
function declared(folder: string, pattern: RegExp): string[] {
  return filesUnder(folder, '.ts')
    .filter((file) => !file.includes('.test'))
    .flatMap((file) => [...read(file).matchAll(pattern)].map((match) => match[1] as string))
    .sort()
}

test('every network method, group method, source and export is in its list', () => {
  const backbones = declared('src/networks/backbone', /^\s{2}id: '([a-z0-9-]+)'/gm)
  expect(ids(BACKBONE_METHODS)).toEqual(backbones)
  expect([...ids(NETWORK_METHODS), ...backbones].sort()).toEqual(declared('src/networks', /^\s{2}id: '([a-z0-9-]+)'/gm))
  expect(ids(GROUP_METHODS)).toEqual(declared('src/groups', /^\s{2}id: '([a-z0-9-]+)'/gm))
  expect(ids(SIGNALS)).toEqual(declared('src/signals', /^\s{2}id: '([a-z0-9-]+)'/gm))
  for (const folder of foldersIn('src/outputs')) expect(read('src/outputs/index.ts'), folder).toContain(`'./${folder}/index.js'`)
  expect(ids(SOURCES)).toEqual(declared('src/sources', /^\s{2}id: '([a-z0-9-]+)'/gm))
  for (const folder of foldersIn('src/networks'))
    if (existsSync(join(root, 'src/networks', folder, 'method.ts'))) expect(ids(NETWORK_METHODS)).toContain(folder)
})

test('ids are kebab-case and belong to one member', () => {
  for (const list of [NETWORK_METHODS, BACKBONE_METHODS, GROUP_METHODS, SIGNALS, OUTPUTS, SOURCES, TRACES]) {
    expect(new Set(ids(list)).size).toBe(list.length)
    for (const id of ids(list)) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  }
})

test('a flag is a switch or takes a value, the same in every method', async () => {
  for (const methods of [
    NETWORK_METHODS,
    BACKBONE_METHODS,
    GROUP_METHODS,
    [...NETWORK_METHODS, ...GROUP_METHODS, { params: IMPORT_PARAMS }],
  ]) {
    const kinds = new Map<string, boolean>()
    for (const method of methods)
      for (const flag of await flagsOfParams(method.params as Readonly<Record<string, Param<unknown>>>)) {
        expect(kinds.get(flag.name) ?? flag.value !== undefined, flag.name).toBe(flag.value !== undefined)
        kinds.set(flag.name, flag.value !== undefined)
      }
  }
})

test('every folder of src says its purpose in the first comment of its index.ts', () => {
  for (const folder of foldersIn('src')) {
    if (filesUnder(`src/${folder}`, '.ts').length === 0) continue
    const text = read(`src/${folder}/index.ts`)
    expect(text.startsWith('/**'), folder).toBe(true)
    expect(text.slice(0, text.indexOf('*/')).length, folder).toBeGreaterThan(40)
  }
})
