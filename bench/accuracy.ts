/**
 * How well the default run finds what is planted in the invented sample, on seeds that no rule was tuned on:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/accuracy.js 51 70   → one JSON line per seed, and the section of docs/accuracy.md
 * In place of the seeds a file of such lines (*.ndjson) writes the section again.
 * Beside it the plain threshold rule of earlier tools: every account with an edge of weight k or more, over the same networks.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCase, type World } from '../src/store/index.js'
import { evaluate, INVESTIGATE_DEFAULTS, investigate, writeSample } from '../src/workflow/index.js'

interface Seed {
  readonly seed: number
  readonly lookAlikes: number
  readonly operations: number
  readonly planted: number
  readonly hits: number
  readonly all: number
  readonly flagged: number
  /** Per threshold k = 1 …: accounts of operations reached, others reached. */
  readonly threshold: readonly { readonly k: number; readonly hits: number; readonly others: number }[]
}

const world: World = { signal: new AbortController().signal, note: () => {}, warn: () => {}, now: () => 0 } as never

async function runSeed(seed: number): Promise<Seed> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-accuracy-'))
  try {
    const sample = await writeSample(world, { folder: join(folder, 'sample'), posts: 20_000, seed })
    const casePath = join(folder, 'case')
    await investigate(world, sample.imports, {
      import: {},
      casePath,
      method: INVESTIGATE_DEFAULTS.method,
      methodParams: {},
      groupMethod: INVESTIGATE_DEFAULTS.groupMethod,
      groupParams: {},
      seed: INVESTIGATE_DEFAULTS.seed,
    } as never)
    const kase = await openCase(casePath, { mode: 'read', verb: 'accuracy', warn: world.warn } as never)
    try {
      const result = await evaluate(world, kase, { labelsPath: sample.labels })
      const threshold: { k: number; hits: number; others: number }[] = []
      for (const k of [2, 3, 4, 5, 6, 8, 10, 15, 20]) {
        const { hits, all } = await kase.db.row<{ hits: number; all: number }>(
          `with reached as (select account_a as account_key from edges where weight >= ${k} union select account_b from edges where weight >= ${k}),
           planted as (select column0 as account_id from read_csv('${sample.labels.replaceAll("'", "''")}', all_varchar = true, header = false) where column2 = 'operation')
           select count(*) as "all", count(*) filter (where account_id in (select account_id from planted)) as hits from reached join accounts using (account_key)`,
        )
        threshold.push({ k, hits, others: all - hits })
      }
      const { recall, precision } = result.accounts
      return {
        seed,
        lookAlikes: result.groups.lookAlikesFlagged.hits,
        operations: result.groups.operationsFound.hits,
        planted: result.groups.operationsFound.of,
        hits: recall.hits,
        all: recall.of,
        flagged: precision.of,
        threshold,
      }
    } finally {
      kase.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const PLACE = /<!-- whole run -->[\s\S]*<!-- end of whole run -->/

function section(seeds: readonly Seed[]): string {
  const sum = (pick: (seed: Seed) => number) => seeds.reduce((total, seed) => total + pick(seed), 0)
  const share = (part: number, all: number) => `${part} of ${all} (${((100 * part) / all).toFixed(1)} %)`
  const hits = sum((seed) => seed.hits)
  const flagged = sum((seed) => seed.flagged)
  const rows = (seeds[0] as Seed).threshold.map(({ k }, i) => {
    const reached = sum((seed) => seed.threshold[i]?.hits ?? 0)
    const others = sum((seed) => seed.threshold[i]?.others ?? 0)
    return `| an edge of weight ${k} or more | ${share(
      reached,
      sum((seed) => seed.all),
    )} | ${others} | ${((100 * reached) / (reached + others)).toFixed(1)} % |`
  })
  return `<!-- whole run -->
## The default run on seeds that no rule was tuned on

\`bench/accuracy.ts\`: the invented sample of 20,000 posts, seeds ${seeds[0]?.seed} to ${seeds.at(-1)?.seed}, \`investigate\` with its defaults, compared with the labels. All networks together.

- Harmless look-alikes (7 kinds a seed) with a group that stands out: ${sum((seed) => seed.lookAlikes)} of ${7 * seeds.length}.
- Operations found: ${share(
    sum((seed) => seed.operations),
    sum((seed) => seed.planted),
  )}; one of nine, the slow crew, is planted to be missed at 60 s.
- Seeds with account precision below 95 %: ${
    seeds
      .filter((seed) => seed.hits < 0.95 * seed.flagged)
      .map((seed) => seed.seed)
      .join(', ') || 'none'
  }; with recall below 90 %: ${
    seeds
      .filter((seed) => seed.hits < 0.9 * seed.all)
      .map((seed) => seed.seed)
      .join(', ') || 'none'
  }.

| rule | accounts of operations reached | other accounts | precision |
| --- | --- | --- | --- |
| **groups that stand out** | ${share(
    hits,
    sum((seed) => seed.all),
  )} | ${flagged - hits} | ${((100 * hits) / flagged).toFixed(1)} % |
${rows.join('\n')}
<!-- end of whole run -->`
}

const [from, to] = process.argv.slice(2)
let seeds: Seed[] = []
if (from?.endsWith('.ndjson'))
  seeds = readFileSync(from, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Seed)
else
  for (let seed = Number(from ?? 51); seed <= Number(to ?? 70); seed++) {
    seeds.push(await runSeed(seed))
    process.stdout.write(`${JSON.stringify(seeds.at(-1))}\n`)
  }
const page = 'docs/accuracy.md'
const before = existsSync(page)
  ? readFileSync(page, 'utf8')
  : '# Accuracy\n\nMeasured; every number can be made again by the command beside it.\n'
const text = section(seeds)
writeFileSync(page, PLACE.test(before) ? before.replace(PLACE, () => text) : `${before.trimEnd()}\n\n${text}\n`)
