/** Speed of testing all pairs: invented cascades with about 10 million pairs that share two objects or more. node .tmp/bench/bench/validate.js [ACCOUNTS OBJECTS ACTS-PER-OBJECT] */
import { cascadesOf, testSynchronyOnThreads } from '../src/networks/index.js'
import { createRng } from '../src/statistics/index.js'

const rng = createRng(4)
const given = process.argv.slice(2).map(Number)
const [accounts = 9_000, objects = 6_000, size = 130] = given
const object: number[] = []
const account: number[] = []
const atMs: number[] = []
for (let o = 0; o < objects; o++) {
  const rows = Array.from({ length: size }, () => [o * 1e6 + Math.floor(rng.next() ** 3 * 3.6e6), rng.below(accounts)] as const)
  for (const [at, who] of rows.sort((x, y) => x[0] - y[0] || x[1] - y[1])) {
    object.push(o)
    account.push(who)
    atMs.push(at)
  }
}
const cascades = cascadesOf({ object: Int32Array.from(object), account: Int32Array.from(account), atMs: Float64Array.from(atMs) })
for (const form of ['together', 'sittings', 'habit', 'rhythm', 'population'] as const) {
  const began = performance.now()
  const before = process.cpuUsage()
  const job = { signal: new AbortController().signal }
  const tests = await testSynchronyOnThreads(job, cascades, {
    form,
    windowMs: 60_000,
    sittingMs: 1_800_000,
    leastLike: 20,
    minShared: 2,
    alpha: 0.05,
  })
  const { user, system } = process.cpuUsage(before)
  const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor`
  process.stdout.write(`${form}: ${tests.pairs} pairs, ${tests.p.length} met, ${seconds}\n`)
}
