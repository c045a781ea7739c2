/**
 * Families of near-same texts among invented posts: what is found, then time and memory by number of posts:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/near-duplicate-text.js [posts …] [--python PYTHON]
 * Each size, and as many equal posts, runs in a process of its own, so that the peak memory is its own. With --python, datasketch and text-dedup get the 20,000 texts of the comparison with the truth too (bench/near-duplicate-text.py);
 * install them in a venv: pip install datasketch text-dedup.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { familiesOf } from '../src/traces/index.js'
import { makePosts } from './near-duplicate-data.js'
import { compareWithTruth, LEAST, truePairs } from './near-duplicate-measure.js'

const COMPARED = 20_000

async function measure(count: number, isEqual: boolean): Promise<void> {
  const posts = isEqual ? new Array<string>(count).fill(makePosts(1, 1)[0] as string) : makePosts(count, 1)
  const before = process.resourceUsage().maxRSS / 1024
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const phases = new Map<string, number>()
  let phase = ''
  let since = start
  const note = (name: string) => {
    phases.set(phase, (phases.get(phase) ?? 0) + performance.now() - since)
    phase = name
    since = performance.now()
  }
  const families = await familiesOf(posts, { signal: new AbortController().signal, note })
  note('')
  const seconds = (performance.now() - start) / 1000
  const cpu = process.cpuUsage(cpuBefore)
  phases.delete('')
  const parts = [...phases].map(([name, ms]) => `${name.replace(/^.*: /, '')} ${(ms / 1000).toFixed(1)} s`).join(', ')
  const peak = process.resourceUsage().maxRSS / 1024
  const inFamilies = families.reduce((sum, { members }) => sum + members.length, 0)
  console.log(
    `${count}${isEqual ? ' equal' : ''} posts: ${families.length} families of ${inFamilies} posts, ${seconds.toFixed(1)} s (${parts}; ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of the processor), ${Math.round(count / seconds)} posts/s, peak ${peak.toFixed(0)} MB (${before.toFixed(0)} MB before)`,
  )
}

const share = (part: number, all: number) => `${part} of ${all} (${((100 * part) / all).toFixed(2)} %)`

async function compare(python: string | undefined): Promise<void> {
  const posts = makePosts(COMPARED, 2)
  const truth = truePairs(posts)
  const start = performance.now()
  const found = await compareWithTruth(truth)
  const seconds = (performance.now() - start) / 1000
  console.log(`${COMPARED} posts, ${found.texts} distinct texts, ${found.pairs} pairs at ${LEAST} or more (counted over all pairs)`)
  console.log(`  pairs found by band keys  ${share(found.candidates, found.pairs)}`)
  console.log(`  pairs in one family       ${share(found.together, found.pairs)}`)
  console.log(`  texts with a near partner that are in a family  ${share(found.inFamilies, found.paired)}`)
  console.log(
    `  members truly near their leader  ${share(found.rightMembers, found.members)}; ${seconds.toFixed(1)} s with keys made twice`,
  )
  if (python === undefined) return console.log('  peers not run: give --python of a venv with datasketch and text-dedup')
  const folder = '.tmp/near-duplicate-text'
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'texts.json'), JSON.stringify(truth.texts))
  writeFileSync(join(folder, 'pairs.json'), JSON.stringify(Array.from(truth.a, (i, p) => [i, truth.b[p]])))
  execFileSync(python, ['bench/near-duplicate-text.py', folder, String(LEAST)], { stdio: 'inherit' })
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string' }, alone: { type: 'boolean' }, equal: { type: 'boolean' } },
})
if (values.alone) await measure(Number(positionals[0]), values.equal ?? false)
else {
  await compare(values.python)
  for (const size of positionals.length > 0 ? positionals : ['100000', '1000000'])
    for (const more of [[], ['--equal']])
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), size, '--alone', ...more], { stdio: 'inherit' })
}
