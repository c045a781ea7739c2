/**
 * Fast repost: accounts that, again and again, repost the same authors within seconds of the original post.
 *   weight(a, b) = TF-IDF cosine over authors of n(a, u) = reposts by a of posts of u with 0 ≤ t(repost) − t(original) ≤ D
 * Convention: whole time differences are compared, so that a repost three days and five seconds late is late; reposts of own posts do not count; an author counts for
 * an account from `minRepeats` fast reposts on. The original must be in the data: reposts without it cannot be timed, and are counted and named.
 * Pairs of posts behind an edge are fast reposts of one and the same post; an edge may rest on different posts of the same authors and then opens none.
 * Luceri et al. (2024).
 */
import { fail, type TraceId } from '../../model/index.js'
import { type Job, objectTable } from '../../store/index.js'
import type { BuiltNetwork, NetworkMethod } from '../method.js'
import { largestOf, type SharedLayer } from '../shared-data.js'
import {
  accountsOf,
  activeSql,
  compare,
  fillPairs,
  LUCERI,
  orderedTraces,
  readCells,
  similarityLayer,
  writePairs,
} from '../similarity/index.js'
import { bucketedPairs, orderedPairs } from '../windowed-cooccurrence/sql.js'
import { FAST_REPOST_PARAMS, type FastRepostParams } from './params.js'

export { FAST_REPOST_PARAMS, type FastRepostParams } from './params.js'

const TIMED = `posts as r join (select * from posts where given_object is null) as o on o.platform = r.platform and o.post_id = r.repost_of
  where r.repost_of is not null and o.account_key <> r.account_key`

/** object_key is the account whose post is reposted; repost_of names the post. */
function fastSql({ delaySeconds, minRepeats }: FastRepostParams): string {
  return `select o.account_key as object_key, r.account_key, r.post_key, r.posted_ms as happened_ms, r.platform || ':' || r.repost_of as object_id from ${TIMED}
    and r.posted_ms - o.posted_ms between 0 and ${Math.round(delaySeconds * 1000)}
    qualify count(*) over (partition by o.account_key, r.account_key) >= ${minRepeats}`
}

function pairsSql(params: FastRepostParams, among: string): string {
  const active = activeSql(fastSql(params), { ...params, minObjectAccounts: 1 })
  return orderedPairs(
    bucketedPairs(
      `select o.object_key, account_key, post_key, happened_ms from (${active}) join ${objectTable('repost')} as o using (object_id)
        where account_key in (${among})`,
      null,
    ),
  )
}

interface Facts {
  reposts: number
  timed: number
  early: number
  minutes: boolean | null
}

async function factsOf({ db }: Job): Promise<Facts> {
  return db.row<Facts>(`select (select count(*) from posts where repost_of is not null) as reposts, count(*) as timed,
    count(*) filter (r.posted_ms < o.posted_ms) as early, bool_and(r.posted_ms % 60000 = 0 and o.posted_ms % 60000 = 0) as minutes from ${TIMED}`)
}

function notesOf({ reposts, timed, early, minutes }: Facts): string[] {
  const notes = []
  if (timed < reposts)
    notes.push(`${timed} of ${reposts} reposts could be timed; of the others the original is not in this data, or is their own`)
  if (early > 0) notes.push(`${early} reposts are earlier than their original and count as not fast`)
  if (minutes) notes.push('times are whole minutes, so a short delay means: within the same minute')
  return notes
}

const AS_SIMILARITY = { measure: 'tfidf-cosine', minObjectAccounts: 1, isCounted: true, isSelfRepostExcluded: true } as const

export async function fastRepostLayer(job: Job, params: FastRepostParams): Promise<SharedLayer> {
  return similarityLayer('fast-repost', await readCells(job, orderedTraces(fastSql(params))), { ...AS_SIMILARITY, ...params })
}

export async function buildFastRepost(job: Job, networkKey: number, trace: TraceId, params: FastRepostParams): Promise<BuiltNetwork> {
  if (trace !== 'repost')
    fail({
      code: 'usage/wrong-trace',
      what: `fast-repost is about reposts, not about the trace ${trace}`,
      where: { column: '--trace', value: trace },
      fix: 'write --trace repost',
      unchanged: 'no network was made',
    })
  const facts = await factsOf(job)
  if (facts.timed === 0)
    fail({
      code: 'network/no-originals',
      what:
        facts.reposts === 0
          ? 'fast-repost measures the time from the original post, and this data hold no reposts that name one'
          : `fast-repost measures the time from the original post, and none of the ${facts.reposts} reposts has its original in this data`,
      fix: 'import the posts that were reposted, or use similarity or windowed-cooccurrence on the trace repost, which need no originals',
      unchanged: 'no network was made',
    })
  const cells = await readCells(job, orderedTraces(fastSql(params)))
  const built = await writePairs(job, networkKey, await compare(job, cells, { ...AS_SIMILARITY, ...params }))
  const bare = await fillPairs(job, networkKey, pairsSql(params, accountsOf(networkKey)))
  const notes = [...built.notes, ...notesOf(facts)]
  if (bare > 0) notes.push(`${bare} of ${built.edges} edges rest on different posts of the same authors and open no pair of posts`)
  return { ...built, notes }
}

export const fastRepost: NetworkMethod<FastRepostParams> = {
  id: 'fast-repost',
  title: 'Fast repost of the same authors',
  what: 'Links accounts that repost the same authors within seconds of their posts; needs the original posts in the data.',
  isDirected: false,
  params: FAST_REPOST_PARAMS,
  takesPart: ({ minParticipation }) => ({ isSelfRepostExcluded: true, minParticipation }),
  weightMeans: 'TF-IDF cosine, 0 to 1, of the authors whose posts both accounts repost within the delay',
  ordinary: 'Followers with notifications on, staff of an author and programs that repost openly are fast for the same few authors.',
  references: [LUCERI],
  pairsSql: (_trace, params, among) => pairsSql(params, among),
  sharedData: async (job, _trace, params) => ({ layers: [await fastRepostLayer(job, params)], unite: largestOf }),
  build: buildFastRepost,
}
