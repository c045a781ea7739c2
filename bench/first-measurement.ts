/**
 * The table "A first measurement" on the Russian tweets of the CooRTweet package, with forms 2c (sittings) and 2b (habit) and rates within strata beside it, written into docs/accuracy.md:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/first-measurement.js FILE     FILE = russian_coord_tweets.csv.gz
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { quoteText } from '../src/model/index.js'
import { type Cascades, cascadesOf, shuffleLabels, testStrata, testSynchrony } from '../src/networks/index.js'
import { benjaminiHochberg, createRng } from '../src/statistics/index.js'
import { openDatabase } from '../src/store/index.js'

const WINDOWS = [10, 60, 600, 3600]
const ALPHA = 0.05
const SHUFFLES = 5
const STRATA_SHUFFLES = 99
/** Shuffled data sets that go through the strata as if they were the data. */
const NULL_RUNS = 20

async function readRussian(file: string): Promise<Cascades> {
  const { db, close } = await openDatabase(':memory:')
  const rows = await db.rows<{ o: number; a: number; t: number }>(
    `with raw as (select object_id, account_id, min(timestamp_share::bigint) as happened from read_csv(${quoteText(file)}, all_varchar = true) group by all),
     kept as (select * from raw qualify count(*) over (partition by object_id) >= 3)
     select (dense_rank() over (order by object_id))::integer as o, (dense_rank() over (order by account_id) - 1)::integer as a, (happened * 1000)::double as t
     from kept order by o, happened, a`,
  )
  close()
  return cascadesOf({
    object: Int32Array.from(rows, (row) => row.o),
    account: Int32Array.from(rows, (row) => row.a),
    atMs: Float64Array.from(rows, (row) => row.t),
  })
}

interface Counted {
  readonly met: readonly number[]
  /** Pairs that pass: pair left out of its own q, counted in, sittings, habit. */
  readonly passing: readonly number[]
}

function count(cascades: Cascades, seconds: number): Counted {
  const windowMs = seconds * 1000
  const settings = { form: 'together', windowMs, sittingMs: 1_800_000, leastLike: 20, minShared: 2, alpha: ALPHA } as const
  const together = testSynchrony(cascades, settings)
  const pass = (tests: typeof together) => {
    const tested = tests.p.filter((_, i) => (tests.leastP[i] as number) <= tests.limit)
    return benjaminiHochberg(tested, Math.max(tests.tests, tested.length)).filter((q) => q <= ALPHA).length
  }
  return {
    met: [1, 2, 3].map((k) => together.met.filter((met) => met >= k).length),
    passing: [
      pass(testSynchrony(cascades, { ...settings, isPairLeftOut: true })),
      pass(together),
      pass(testSynchrony(cascades, { ...settings, form: 'sittings' })),
      pass(testSynchrony(cascades, { ...settings, form: 'habit' })),
    ],
  }
}

const number = (value: number) => value.toLocaleString('en')
const range = (values: readonly number[]) => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return low === high ? number(low) : `${number(low)}–${number(high)}`
}

function section(cascades: Cascades): string {
  const rng = createRng(7)
  const shuffled = Array.from({ length: SHUFFLES }, () => shuffleLabels(cascades, rng))
  const kept = (of: Cascades, seconds: number, shuffles: number, seed: string) =>
    testStrata(of, { windowMs: seconds * 1000, minShared: 2, shuffles }, createRng(seed))
  const lines = WINDOWS.map((seconds) => {
    const data = count(cascades, seconds)
    const others = shuffled.map((each) => count(each, seconds))
    const beside = (pick: (one: Counted) => number) => `${number(pick(data))} / ${range(others.map(pick))}`
    const strata = kept(cascades, seconds, STRATA_SHUFFLES, 'strata')
    const passing = [0, 1, 2, 3].map((form) => beside((one) => one.passing[form] as number))
    const rates = [2, 3, 4].map((k) => `${Math.round(100 * (strata.byMeetings[k - 1]?.rate ?? Number.NaN))} %`)
    return {
      first: `| ${number(seconds)} s | ${[0, 1, 2].map((k) => beside((one) => one.met[k] as number)).join(' | ')} | ${passing.join(' | ')} |`,
      second: `| ${number(seconds)} s | ${rates.join(' | ').replaceAll('NaN %', '–')} | ${number(strata.rate.filter((rate) => rate <= ALPHA).length)} |`,
    }
  })
  let runs = 0
  let withAny = 0
  for (let run = 0; run < NULL_RUNS; run++)
    for (const seconds of WINDOWS.slice(1)) {
      runs++
      const none = kept(shuffleLabels(cascades, createRng(`null ${run}`)), seconds, 24, `null strata ${run}`)
      if (none.rate.some((rate) => rate <= ALPHA)) withAny++
    }
  return `<!-- first measurement -->
## A first measurement: what a network shows by chance

\`bench/first-measurement.ts\`: the Russian tweets of the CooRTweet package, earliest post of each account on an object, objects with 3 accounts or more. 149,565 pairs share two of them
or more. (The notes that this table comes from count 149,668: pairs that share two objects of any size, at least one of them with 3 accounts.) Each cell is data / ${SHUFFLES} data sets with account labels shuffled within
objects. Passing: Benjamini–Hochberg at ${100 * ALPHA} % among the testable pairs, by form: 2 with the pair left out of the object's own spread, as in the notes (its p is too small where few met); 2 with the pair counted in, which is what Lockstep
uses; 2c each sitting of 30 min counted once; 2b beyond how early each account usually is.

| window | pairs that met | twice or more | three times or more | pass: 2, left out | 2 | 2c sittings | 2b habit |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.map(({ first }) => first).join('\n')}

So nearly every edge of a network without a test is what chance draws too, and the excess of repeated meetings lives between ten minutes and hours, not at ten seconds: \`lockstep scan\` draws that curve.

The same pairs by rates within strata of shared objects and expected meetings (\`--correction strata\`, ${STRATA_SHUFFLES} shuffles): of the pairs that met so often, the share that chance gives, and pairs kept at a rate of
${100 * ALPHA} %. The notes say about 13 % for three meetings at 600 s, from five shuffles with 18 to 23 such pairs; the exact expectation (sum of the tails over all pairs) is 24.9 of 153, or 16 %.

| window | by chance: twice or more | three times or more | four times or more | kept |
| --- | --- | --- | --- | --- |
${lines.map(({ second }) => second).join('\n')}

Label-shuffled data gone through in the same way (24 shuffles each, windows from 60 s): ${withAny} of ${runs} runs keep anything (${((100 * withAny) / runs).toFixed(1)} %; 5 % is nominal).
<!-- end of first measurement -->`
}

const PLACE = /<!-- first measurement -->[\s\S]*<!-- end of first measurement -->/

const file = process.argv[2]
if (file === undefined) throw new Error('give russian_coord_tweets.csv.gz of the CooRTweet package')
const page = 'docs/accuracy.md'
const before = readFileSync(page, 'utf8')
const text = section(await readRussian(file))
writeFileSync(page, PLACE.test(before) ? before.replace(PLACE, () => text) : `${before.trimEnd()}\n\n${text}\n`)
