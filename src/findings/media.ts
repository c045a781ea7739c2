/** Clusters of nearly the same pictures, described: who posted which copy where and when, how far each is from the first, and how it spread. */
import { type CaseMedia, type MediaCluster, type MediaCopy, type PostRef, quoteText } from '../model/index.js'
import { checkCancelled, type Job, objectTable, traceTable } from '../store/index.js'
import {
  type Catalogue,
  copyEvidence,
  countMatches,
  ensureTrace,
  type KnownMedia,
  LEAST_QUALITY,
  type Matches,
  nearness,
  readCatalogue,
  tracesInData,
} from '../traces/index.js'

const TRACE = 'near-duplicate-media'

export interface MediaWanted {
  /** Clusters at most, those with most accounts first. */
  readonly clusters: number
  /** Copies of each at most, the earliest first. */
  readonly copies: number
  /** Only copies of members of this group. */
  readonly groupId?: string
  /** Only this cluster, by its id of rank or its object. */
  readonly only?: string
}

/** What a case's media are, read once for several questions. */
export interface OpenedMedia {
  readonly catalogue: Catalogue
  readonly matches: Matches
}

/** Makes the trace; null when the data hold no hashes of media. */
export async function openMedia(job: Job): Promise<OpenedMedia | null> {
  if (!(await tracesInData(job.db)).has(TRACE)) return null
  await ensureTrace(job, TRACE)
  return { catalogue: await readCatalogue(job.db), matches: await countMatches(job.db) }
}

export async function gatherMedia(job: Job, { catalogue, matches }: OpenedMedia, wanted: MediaWanted): Promise<CaseMedia> {
  const { db } = job
  const ranked = await clustersOf(job, wanted.groupId)
  const idOf = new Map(ranked.map((each, i) => [each.object_key, `M${String(i + 1).padStart(2, '0')}`]))
  const only = wanted.only?.toLowerCase()
  const chosen =
    only === undefined
      ? ranked.slice(0, wanted.clusters)
      : ranked.filter((each) => each.object_id === only || idOf.get(each.object_key)?.toLowerCase() === only)
  const clusters: MediaCluster[] = []
  for (const [i, row] of chosen.entries()) {
    checkCancelled(job)
    job.note('describing pictures', i, chosen.length)
    clusters.push(await describe(job, row, idOf.get(row.object_key) as string, catalogue, wanted))
  }
  const tooPlain = [...catalogue.files.values()].filter(
    ({ kind, quality }) => kind === 'picture' && quality !== null && quality < LEAST_QUALITY,
  ).length
  const { rejected } = await db.row<{ rejected: number }>("select count(*) as rejected from rejects where column_name = 'media'")
  return {
    clusters,
    all: ranked.length,
    files: { total: catalogue.files.size, rejected, tooPlain, unused: matches.unused },
    values: { total: matches.values, found: matches.found, ambiguous: matches.ambiguous },
    notes: notesOf({ tooPlain, rejected, ambiguous: matches.ambiguous, unfound: matches.values - matches.found - matches.ambiguous }),
  }
}

const of = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`

function notesOf(counts: { tooPlain: number; rejected: number; ambiguous: number; unfound: number }): string[] {
  const { tooPlain, rejected, ambiguous, unfound } = counts
  return [
    ...(unfound > 0
      ? [
          `${of(unfound, 'value')} of the media column ${unfound === 1 ? 'is' : 'are'} neither a file of this case nor a hash: what ${unfound === 1 ? 'it shows' : 'they show'} is not known`,
        ]
      : []),
    ...(ambiguous > 0
      ? [`${of(ambiguous, 'value')} ${ambiguous === 1 ? 'is a name' : 'are names'} that several different files have; none was guessed`]
      : []),
    ...(rejected > 0 ? [`${of(rejected, 'file')} ${rejected === 1 ? 'was' : 'were'} rejected, with the reason`] : []),
    ...(tooPlain > 0
      ? [`${of(tooPlain, 'picture')} too plain to be compared (PDQ quality under ${LEAST_QUALITY}): black frames, simple logos`]
      : []),
  ]
}

interface ClusterRow {
  readonly object_key: number
  readonly object_id: string
  readonly copies: number
  readonly accounts: number
  readonly first_ms: number
  readonly last_ms: number
}

const ofGroup = (groupId?: string) =>
  groupId === undefined ? '' : `where account_key in (select account_key from group_members where group_id = ${quoteText(groupId)})`

function clustersOf({ db }: Job, groupId?: string): Promise<ClusterRow[]> {
  return db.rows<ClusterRow>(
    `select object_key, object_id, count(*) as copies, count(distinct account_key) as accounts, min(happened_ms) as first_ms, max(happened_ms) as last_ms
     from ${traceTable(TRACE)} join ${objectTable(TRACE)} using (object_key) ${ofGroup(groupId)}
     group by object_key, object_id having count(distinct account_key) >= 2 order by accounts desc, copies desc, object_id`,
  )
}

interface CopyRow {
  readonly post_key: number
  readonly post_id: string
  readonly account_key: number
  readonly at_ms: number
  readonly text: string | null
  readonly sha256: string
  readonly name: string
  readonly line: number
  readonly platform: string
  readonly media: readonly string[]
}

async function describe(job: Job, row: ClusterRow, clusterId: string, catalogue: Catalogue, wanted: MediaWanted): Promise<MediaCluster> {
  const { db } = job
  const copies = await db.rows<CopyRow>(
    `select t.post_key, p.post_id, t.account_key, t.happened_ms as at_ms, p.text, f.sha256, f.name, p.line, p.platform, p.media
     from (select * from ${traceTable(TRACE)} ${ofGroup(wanted.groupId)}) as t join posts as p using (post_key) join files as f using (file_key)
     where t.object_key = ${row.object_key} order by t.happened_ms, t.post_key`,
  )
  const leads = leaderOf(row.object_id, copies, catalogue)
  const mediaOf = ({ media }: CopyRow): KnownMedia => {
    const known = media.flatMap((value) => {
      const found = catalogue.find(value)
      if (found !== null && found !== 'ambiguous' && found.kind !== leads.kind) return []
      return found === null || found === 'ambiguous'
        ? []
        : [{ found, distance: leads.kind === 'video' ? 0 : nearness(toItem(leads), toItem(found)).distance }]
    })
    return known.sort((a, b) => a.distance - b.distance)[0]?.found ?? leads
  }
  const first = mediaOf(copies[0] as CopyRow)
  const shown: MediaCopy[] = []
  const contents = new Set<string>()
  const facts = factsOf(job)
  const evidence = copyEvidence(job)
  for (const copy of copies) {
    const media = mediaOf(copy)
    contents.add(media.id)
    if (shown.length >= wanted.copies) continue
    const { distance, how } = await evidence(first, media)
    const file = media.mediaKey === null ? undefined : await facts(media.mediaKey)
    shown.push({
      post: postOf(copy),
      platform: copy.platform,
      sha256: file?.sha256 ?? null,
      width: file?.width ?? null,
      height: file?.height ?? null,
      distance,
      how,
      delayMs: copy.at_ms - row.first_ms,
      thumbnail: file?.thumbnail ?? null,
    })
  }
  return {
    clusterId,
    objectId: row.object_id,
    copies: row.copies,
    accounts: row.accounts,
    contents: contents.size,
    platforms: platformsOf(copies),
    firstAtMs: row.first_ms,
    lastAtMs: row.last_ms,
    halfAfterMs: halfAfter(copies) - row.first_ms,
    shown,
  }
}

const toItem = (media: KnownMedia) => ({ ...media, uses: 1 })

/** The picture whose hash names the cluster; as a bare hash when no copy at hand has it. */
function leaderOf(objectId: string, copies: readonly CopyRow[], { find }: Catalogue): KnownMedia {
  for (const { media } of copies)
    for (const value of media) {
      const found = find(value)
      if (
        found !== null &&
        found !== 'ambiguous' &&
        (`pdq:${found.hash}` === objectId || `video:${found.sha256}` === objectId) &&
        found.sha256
      )
        return found
    }
  return find(objectId) as KnownMedia
}

function platformsOf(copies: readonly CopyRow[]): { platform: string; copies: number }[] {
  const counts = new Map<string, number>()
  for (const { platform } of copies) counts.set(platform, (counts.get(platform) ?? 0) + 1)
  return [...counts]
    .map(([platform, n]) => ({ platform, copies: n }))
    .sort((a, b) => b.copies - a.copies || (a.platform < b.platform ? -1 : 1))
}

/** When the middle account (the lower of two) posted it for the first time. */
function halfAfter(copies: readonly CopyRow[]): number {
  const firsts = new Map<number, number>()
  for (const { account_key, at_ms } of copies) if (!firsts.has(account_key)) firsts.set(account_key, at_ms)
  const times = [...firsts.values()]
  return times[Math.floor((times.length - 1) / 2)] as number
}

function factsOf({ db }: Job) {
  type Facts = { sha256: string; width: number; height: number; thumbnail: string | null }
  const known = new Map<number, Facts>()
  return async (mediaKey: number) => {
    const before = known.get(mediaKey)
    if (before) return before
    const facts = await db.row<Facts>(`select sha256, width, height, thumbnail from media_files where media_key = ${mediaKey}`)
    known.set(mediaKey, facts)
    return facts
  }
}

function postOf(row: CopyRow): PostRef {
  return {
    postKey: row.post_key,
    postId: row.post_id,
    accountKey: row.account_key,
    atMs: row.at_ms,
    text: row.text,
    fileSha256: row.sha256,
    fileName: row.name,
    line: row.line,
  }
}
