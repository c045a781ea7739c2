/**
 * All pairs within 31 bits among invented hashes, and clusters of them, by number of hashes:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/near-duplicate-media.js [hashes …]
 * A thousandth of the hashes are copies of another with up to 31 bits flipped, and as many with 32 or more: all of the former must be found.
 * Each size runs in a process of its own, so that the peak memory is its own.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createRng } from '../src/statistics/index.js'
import { clusterItems, type MediaItem } from '../src/traces/near-duplicate-media/clusters.js'
import { allPairs, distanceOf, MATCH_BITS, WORDS } from '../src/traces/near-duplicate-media/hamming.js'

function makeHashes(count: number): { words: Uint32Array; planted: number } {
  const rng = createRng(1)
  const words = new Uint32Array(count * WORDS)
  for (let i = 0; i < words.length; i++) words[i] = rng.below(2 ** 32)
  const copies: [number, number][] = []
  for (let copy = 0; copy < count; copy += 500) {
    const from = copy + 1 + rng.below(Math.max(1, count - copy - 1))
    if (from >= count) continue
    words.set(words.subarray(from * WORDS, (from + 1) * WORDS), copy * WORDS)
    const flips = new Set<number>()
    const wanted = copy % 1000 === 0 ? rng.below(MATCH_BITS + 1) : MATCH_BITS + 1 + rng.below(20)
    while (flips.size < wanted) flips.add(rng.below(256))
    for (const bit of flips) words[copy * WORDS + (bit >> 5)]! ^= 1 << (bit & 31)
    copies.push([copy, from])
  }
  const planted = copies.filter(([copy, from]) => distanceOf(words, copy, words, from) <= MATCH_BITS).length
  return { words, planted }
}

async function measure(count: number): Promise<void> {
  const { words, planted } = makeHashes(count)
  const before = process.resourceUsage().maxRSS / 1024
  const start = performance.now()
  const used = process.cpuUsage()
  let pairs = 0
  await allPairs(
    words,
    () => void pairs++,
    () => undefined,
  )
  const seconds = (performance.now() - start) / 1000
  const cpu = (ms: { user: number; system: number }) => ((ms.user + ms.system) / 1e6).toFixed(1)
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    `${count} hashes: ${pairs} pairs (${planted} planted), ${seconds.toFixed(1)} s (CPU ${cpu(process.cpuUsage(used))} s), peak ${peak.toFixed(0)} MB (${before.toFixed(0)} MB before)`,
  )
  const hexOf = (row: number) => Buffer.from(Uint32Array.from(words.subarray(row * WORDS, (row + 1) * WORDS)).buffer).toString('hex')
  const item = (hash: string): MediaItem => ({ hash, uses: 1, turned: [], variants: [] })
  const items = Array.from({ length: count }, (_, row) => item(hexOf(row)))
  const again = performance.now()
  const usedNow = process.cpuUsage()
  const { leader } = await clusterItems(items, () => undefined)
  console.log(
    `  clusters: ${new Set(leader).size} in ${((performance.now() - again) / 1000).toFixed(1)} s (CPU ${cpu(process.cpuUsage(usedNow))} s), peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  )
  const equal = Array.from({ length: count }, () => item(hexOf(0)))
  const third = performance.now()
  const one = await clusterItems(equal, () => undefined)
  console.log(`  ${count} equal hashes: ${new Set(one.leader).size} cluster in ${((performance.now() - third) / 1000).toFixed(1)} s`)
}

const sizes = process.argv.slice(2).map(Number)
if (sizes.length === 1) await measure(sizes[0] as number)
else
  for (const size of sizes.length > 0 ? sizes : [100_000, 1_000_000])
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(size)], { stdio: 'inherit' })
