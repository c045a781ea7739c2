/** Who may import whom: every import line of src, samples and bench against one table (CONTRIBUTING.md tells the way through the code). */
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, root } from './files.js'

const ENGINE = ['model', 'statistics', 'store', 'traces', 'networks', 'groups', 'signals', 'findings'] as const
const below = (folder: (typeof ENGINE)[number]) => ENGINE.slice(0, ENGINE.indexOf(folder))

/** Folder → folders it may import, besides itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  model: [],
  statistics: [],
  sources: ['model'],
  store: ['model', 'statistics'],
  traces: below('traces'),
  networks: below('networks'),
  groups: below('groups'),
  signals: below('signals'),
  findings: below('findings'),
  outputs: ENGINE,
  workflow: [...ENGINE, 'sources', 'outputs', 'samples'],
  // `lockstep serve` starts the server; the server knows no command.
  cli: ['model', 'workflow', 'server'],
  server: ['model', 'workflow'],
  samples: ['model', 'statistics'],
  door: [...ENGINE, 'sources', 'outputs', 'workflow'],
}
/** Folder → packages and Node modules it may import; a folder that is not named may import any `node:` module but those of FACES. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  model: /^zod$/,
  statistics: /^$/,
  cli: /^node:/,
}
/** Only these folders may open DuckDB, and only faces may touch the terminal and sockets. */
const OWNED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^@duckdb\//, ['store']],
  [/^node:(readline|tty|repl|http|https|net|dgram|tls|inspector)/, ['cli', 'server']],
]
const IMPORT = /(?:^|[\s;])(?:import|export)\s+(?:type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function folderOf(path: string): string {
  const [top, second, third] = path.split('/')
  if (top !== 'src') return top as string
  return third === undefined ? 'door' : (second as string)
}

/** What is wrong with one import, or null. */
export function judge(file: string, target: string): string | null {
  const from = folderOf(file)
  const isTest = /\.test(-d)?\.ts$/.test(file)
  if (!target.startsWith('.')) {
    const allowed = PACKAGES[from]
    if (allowed && !allowed.test(target) && !isTest) return `${from} may not import ${target}`
    for (const [what, owners] of OWNED)
      if (what.test(target) && !owners.includes(from) && !isTest && from !== 'bench')
        return `only ${owners.join(', ')} may import ${target}`
    return null
  }
  if (!/\.(js|json)$/.test(target)) return `${target} lacks its ending`
  const to = normalize(join(dirname(file), target)).replaceAll('\\', '/')
  const into = folderOf(to)
  if (into === from) return null
  if (isTest) return null
  if (!(MAY[from] ?? []).includes(into)) return `${from} may not import ${into}`
  return /^(src\/)?[^/]+\/index\.js$/.test(to) ? null : `${to}: import ${into} by its index.ts`
}

test('every import goes the right way, by the door of the folder', () => {
  const wrong: string[] = []
  let seen = 0
  for (const file of [...filesUnder('src', '.ts'), ...filesUnder('samples', '.ts')])
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
      seen++
      const complaint = judge(file, (match[1] ?? match[2]) as string)
      if (complaint) wrong.push(`${file}: ${complaint}`)
    }
  expect(wrong).toEqual([])
  expect(seen).toBeGreaterThan(100)
})

test('the table itself refuses what it must', () => {
  expect(judge('src/sources/csv/adapter.ts', '../../store/index.js')).toBe('sources may not import store')
  expect(judge('src/store/case.ts', '../sources/index.js')).toBe('store may not import sources')
  expect(judge('src/networks/x/method.ts', '../../groups/index.js')).toBe('networks may not import groups')
  expect(judge('src/cli/run.ts', '../store/index.js')).toBe('cli may not import store')
  expect(judge('src/cli/run.ts', '../workflow/import.js')).toContain('by its index.ts')
  expect(judge('src/groups/x.ts', '@duckdb/node-api')).toBe('only store may import @duckdb/node-api')
  expect(judge('src/statistics/x.ts', 'node:fs')).toBe('statistics may not import node:fs')
  expect(judge('src/workflow/x.ts', '../store/index.js')).toBeNull()
  expect(judge('src/model/x.ts', './y')).toBe('./y lacks its ending')
})
