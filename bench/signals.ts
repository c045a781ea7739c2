/**
 * All signals over generated posts: N posts, N / 10 accounts, 50 groups of 20. Seconds by signal (what several share is counted for the first that asks) and peak memory of a process of its own:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/signals.js [1000000 10000000]
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Group, GroupMeasures, NetworkInfo } from '../src/model/index.js'
import { measureAll, SIGNALS } from '../src/signals/index.js'
import { createRng } from '../src/statistics/index.js'
import { type Database, type Job, MIGRATIONS, openDatabase } from '../src/store/index.js'

const GROUPS = 50
const SIZE = 20
const FOLDER = resolve('.tmp/signals')

const START = Date.UTC(2026, 2, 2)
const DAY = 86_400_000

/** A number from 0 to 1 that follows from the row and a word. */
const u = (word: string, of = 'i') => `(hash(${of}, '${word}') >> 32)::double / 4294967296.0`

/** Few accounts post most (share grows with the square), reposts go to few posts; the members of each group repost 10 posts and write 10 texts of their own within a minute, half of them on the second platform. */
async function make(db: Database, posts: number): Promise<void> {
  const accounts = posts / 10
  const objects = Math.ceil(posts / 30)
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`insert into accounts (account_key, platform, account_id, handle, created_ms, description, avatar)
    select i, if(i % 20 = 3, 'pebble', 'skiff'), 'a' || i, chr(97 + (i % 26)::integer) || 'name' || (hash(i) % 100000), ${START} - (${u('made')} * 2000 * ${DAY})::bigint - ${DAY},
      'about ' || (hash(i, 'about') % 4000) || ' things', md5(i::varchar)
    from range(${accounts}) r(i) order by i`)
  const kind = u('kind')
  const joint = GROUPS * SIZE * 20
  const member = `((i % ${GROUPS * SIZE}) * ${accounts / (GROUPS * SIZE)} + if(i % 2 = 1, 3, 7))::integer`
  const task = `((i % ${GROUPS * SIZE}) // ${SIZE} * 20 + i // ${GROUPS * SIZE})`
  await db.run(`insert into posts (post_key, platform, post_id, account_key, posted_ms, text, language, client, repost_of, repost_of_account, reply_to, reply_to_account, urls, hashtags, mentions, media, file_key, line)
    with rows as (
      select i, if(i < ${joint}, ${member}, (${accounts} * ${u('who')} * ${u('who')})::integer % ${accounts}) as account,
        if(i < ${joint}, if(i // ${GROUPS * SIZE} % 2 = 1, 0.7, 0.1), ${kind}) as kind,
        if(i < ${joint}, ${task}, (${objects} * pow(${u('what')}, 3))::integer) as object,
        if(i < ${joint}, ${START} + (${u('task', task)} * 40 * ${DAY})::bigint + (${u('at')} * 60000)::bigint, ${START} + (${u('at')} * 42 * ${DAY})::bigint) // 1000 * 1000 as at_ms
      from range(${posts}) r(i))
    select i, if(account % 20 = 3, 'pebble', 'skiff'), 'p' || i, account, at_ms,
      if(kind < 0.45, 'the harbour and post ' || object, 'words on the harbour, number ' || if(i < ${joint}, object, hash(i, 'text') % ${posts}) || ' of many'),
      ['en', 'de', 'fr', 'el'][1 + (hash(account) % 4)::integer], 'client ' || (hash(account, 'client') % 9),
      if(kind < 0.45, 'o' || object, null), if(kind < 0.45, 'a' || (hash(object, 'by') % ${accounts}), null),
      if(kind between 0.45 and 0.65, 'o' || object, null), if(kind between 0.45 and 0.65, 'a' || (hash(object, 'by') % ${accounts}), null),
      if(kind > 0.75 and kind < 0.9, ['https://paper' || (hash(i, 'site') % 40) || '.example/' || (hash(i, 'page') % ${objects})], null),
      if(kind > 0.6, ['tag' || (${u('tag')} * ${u('tag2')} * 3000)::integer, 'tag' || (hash(i, 'tag3') % 50)], null),
      if(kind between 0.45 and 0.7, ['a' || (hash(object, 'by') % ${accounts})], null), if(kind > 0.9, [md5((hash(i, 'media') % ${objects})::varchar)], null), 0, i + 2
    from rows order by i`)
  await db.run('checkpoint')
}

/** Seconds; of the processor over all threads. */
interface Lap {
  readonly clock: number
  readonly processor: number
}

async function measure(db: Database, posts: number): Promise<Record<string, Lap>> {
  const step = posts / 10 / (GROUPS * SIZE)
  const groups = Array.from({ length: GROUPS }, (_, g): Group => {
    const members = Array.from({ length: SIZE }, (__, m) => (g * SIZE + m) * step + (m % 2 ? 3 : 7))
    return { groupId: `G${g + 1}`, networkKey: 1, networkId: 'repost-60s', method: 'leiden', members, measures: {} as GroupMeasures }
  })
  const network = { networkKey: 1, networkId: 'repost-60s', trace: 'repost', params: { windowSeconds: 60 } } as unknown as NetworkInfo
  const laps: Record<string, Lap> = {}
  const now = () => ({ clock: performance.now() / 1000, processor: (process.cpuUsage().user + process.cpuUsage().system) / 1e6 })
  let [name, since] = ['reading the accounts to compare with', now()]
  const lap = (next: string) => {
    const at = now()
    laps[name] = { clock: at.clock - since.clock, processor: at.processor - since.processor }
    ;[name, since] = [next, at]
  }
  const note = (phase: string, done: number) => {
    if (phase.startsWith('signals: ')) lap(SIGNALS[done]?.id as string)
  }
  const job: Job = { signal: new AbortController().signal, note, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  const results = await measureAll(job, SIGNALS, groups, groups, [network], {}, 0.05)
  lap('')
  for (const { id } of SIGNALS)
    if (results.every((one) => one.signalId !== id || one.status !== 'measured')) process.stderr.write(`${id} was measured on no group\n`)
  return laps
}

const [size, what] = [Number(process.argv[2]), process.argv[3]]
if (what === 'run') {
  const path = join(FOLDER, `${size}.duckdb`)
  const { db, close } = await openDatabase(path)
  const laps = await measure(db, size)
  close()
  console.log(JSON.stringify({ laps, peakMb: process.resourceUsage().maxRSS / 1024 }))
} else {
  mkdirSync(FOLDER, { recursive: true })
  const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000_000, 10_000_000]
  for (const posts of sizes) {
    const path = join(FOLDER, `${posts}.duckdb`)
    if (!existsSync(path)) {
      const { db, close } = await openDatabase(path)
      await make(db, posts)
      close()
    }
    const said = JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(posts), 'run'], { encoding: 'utf8', maxBuffer: 1e8 }),
    )
    const laps = said.laps as Record<string, Lap>
    const all = (key: keyof Lap) => Object.values(laps).reduce((sum, lap) => sum + lap[key], 0)
    console.log(
      `\n${posts.toLocaleString('en')} posts: ${all('clock').toFixed(1)} s, ${all('processor').toFixed(1)} s of processor time, ${said.peakMb.toFixed(0)} MB\n`,
    )
    for (const [name, { clock, processor }] of Object.entries(laps))
      console.log(`| ${name} | ${clock.toFixed(1)} | ${processor.toFixed(1)} |`)
    if (process.env.KEEP === undefined) rmSync(path)
  }
}
