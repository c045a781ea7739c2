/** Against scikit-learn on real data; fixtures/reference.py made the figures and says with which command. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sharedData } from '../../../test/shared-data.js'
import { quoteText, readParams } from '../../model/index.js'
import { createRng } from '../../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../../store/index.js'
import { SIMILARITY_PARAMS, similarity } from './index.js'

const folder = sharedData('coortweet-russian')
type Figures = { readonly edges: number; readonly sha256: string }
const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/russian.json', import.meta.url), 'utf8')) as Record<string, Figures>

test.skipIf(folder === null)(
  'edges and weights to nine places are those of scikit-learn, by every measure',
  { timeout: 60_000 },
  async () => {
    const { db, close } = await openDatabase(':memory:')
    const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
    for (const migration of MIGRATIONS) await db.run(migration)
    await db.run(
      `create table raw as select * from read_csv(${quoteText(join(folder as string, 'russian_coord_tweets.csv.gz'))}, all_varchar = true)`,
    )
    await db.run(`insert into accounts (account_key, platform, account_id)
    select row_number() over (order by account_id) - 1, 'x', account_id from (select distinct account_id from raw)`)
    await db.run(`create table trace_given as
    select (dense_rank() over (order by object_id) - 1)::integer as object_key, account_key, (row_number() over (order by content_id, object_id))::integer as post_key,
      timestamp_share::bigint * 1000 as happened_ms from raw join accounts using (account_id) order by object_key, happened_ms, account_key, post_key`)
    for (const [name, { edges, sha256 }] of Object.entries(FIXTURE).filter(([name]) => name !== 'made')) {
      const [measure, how, least] = name.split(' ')
      const minimum = measure === 'shared' ? { minShared: Number(least) } : { minShared: 2, minSimilarity: Number(least) }
      const params = readParams(SIMILARITY_PARAMS, { measure, isCounted: how === 'counted', ...minimum, minParticipation: 10 }, 'test')
      await db.run('delete from edges')
      const built = await similarity.build(job, 1, 'given', params)
      expect(built.edges, name).toBe(edges)
      const rows = await db.rows<{ a: string; b: string; weight: number }>(
        `select a.account_id as a, b.account_id as b, weight from edges join accounts as a on a.account_key = account_a join accounts as b on b.account_key = account_b`,
      )
      const lines = rows.map(({ a, b, weight }) => `${a},${b},${weight.toFixed(9)}`).sort()
      expect(createHash('sha256').update(lines.join('\n')).digest('hex'), name).toBe(sha256)
    }
    close()
  },
)
