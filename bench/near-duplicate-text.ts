/**
 * Families of near-same texts among invented posts, by number of posts:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/near-duplicate-text.js [posts …]
 * Each size runs in a process of its own, so that the peak memory is its own.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { familiesOf } from '../src/traces/index.js'
import { makePosts } from './near-duplicate-data.js'

async function measure(count: number): Promise<void> {
  const posts = makePosts(count, 1)
  const before = process.resourceUsage().maxRSS / 1024
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
  phases.delete('')
  const parts = [...phases].map(([name, ms]) => `${name.replace(/^.*: /, '')} ${(ms / 1000).toFixed(1)} s`).join(', ')
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    `${count} posts: ${families.length} families of ${families.reduce((sum, { members }) => sum + members.length, 0)} posts, ${seconds.toFixed(1)} s (${parts}), ${Math.round(count / seconds)} rows/s, peak ${peak.toFixed(0)} MB (${before.toFixed(0)} MB before)`,
  )
}

const sizes = process.argv.slice(2).map(Number)
if (sizes.length === 1) await measure(sizes[0] as number)
else
  for (const size of sizes.length > 0 ? sizes : [100_000, 1_000_000])
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(size)], { stdio: 'inherit' })
