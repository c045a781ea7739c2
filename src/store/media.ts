/**
 * A list of media becomes rows. The list is what is kept of a folder of pictures and videos: one line of JSON a file, with its SHA-256,
 * hashes and a thumbnail, or the reason why it was rejected. The files themselves stay where they are.
 */
import { quoteText } from '../model/index.js'
import type { Database } from './database.js'
import { hashRows } from './hash-rows.js'
import type { Job } from './job.js'

/** One line of the list. Lines are in the order of `sha256`, then of the first name. */
export interface MediaLine {
  readonly sha256: string | null
  readonly names: readonly string[]
  readonly bytes: number
  /** Null: rejected, or known to the case already under other names. */
  readonly media: {
    readonly kind: string
    readonly format: string
    readonly width: number | null
    readonly height: number | null
    readonly durationMs: number | null
    readonly thumbnail: string | null
    readonly notes: readonly string[]
    readonly hashes: readonly {
      readonly kind: string
      readonly name: string
      readonly offsetMs: number | null
      readonly hash: string
      readonly quality: number
    }[]
    /** Base64. */
    readonly looks: readonly { readonly offsetMs: number | null; readonly look: string }[]
    readonly sound: string | null
  } | null
  readonly reject: { readonly code: string; readonly message: string } | null
}
const COLUMNS = `{sha256: 'VARCHAR', names: 'VARCHAR[]', bytes: 'BIGINT',
  media: 'STRUCT(kind VARCHAR, format VARCHAR, width INTEGER, height INTEGER, "durationMs" BIGINT, thumbnail VARCHAR, notes VARCHAR[],
    hashes STRUCT(kind VARCHAR, name VARCHAR, "offsetMs" BIGINT, hash VARCHAR, quality INTEGER)[],
    looks STRUCT("offsetMs" BIGINT, look VARCHAR)[], sound VARCHAR)',
  reject: 'STRUCT(code VARCHAR, message VARCHAR)'}`
const LONGEST_LINE = 256 << 20

/** SHA-256 → names of the files that the case has hashes of. */
export async function readKnownMedia(db: Database): Promise<Map<string, Set<string>>> {
  const rows = await db.rows<{ sha256: string; names: string[] }>(
    'select sha256, list(name) as names from media_files join media_names using (media_key) group by sha256',
  )
  return new Map(rows.map(({ sha256, names }) => [sha256, new Set(names)]))
}

export interface MediaIngested {
  readonly fileKey: number
  readonly files: number
  /** New contents. */
  readonly kept: number
  /** Contents that the case had, under new names. */
  readonly merged: number
  readonly rejected: number
  readonly resultHash: string
}

/** Inside a step. `path`: the list. */
export async function ingestMedia(
  job: Job,
  path: string,
  list: { readonly sha256: string; readonly name: string; readonly bytes: number },
): Promise<MediaIngested> {
  const { db } = job
  const fileKey = (await db.row<{ k: number }>('select coalesce(max(file_key), -1) + 1 as k from files')).k
  await db.run(
    `create or replace temp table media_lines as select row_number() over () as line, * from
      read_json(${quoteText(path)}, format = 'newline_delimited', maximum_object_size = ${LONGEST_LINE}, columns = ${COLUMNS})`,
  )
  const first = (await db.row<{ k: number }>('select coalesce(max(media_key), -1) + 1 as k from media_files')).k
  await db.run(`insert into media_files select ${first} + row_number() over (order by sha256) - 1, sha256, bytes, media.kind, media.format, media.width,
    media.height, media."durationMs", media.thumbnail, to_json(media.notes)::varchar, ${fileKey}
    from media_lines where media is not null and sha256 not in (select sha256 from media_files) order by sha256`)
  await db.run(`insert into media_hashes select media_key, h.position, h.kind, h.name, h.offset_ms, h.hash, h.quality, ${fileKey} from
    (select sha256, unnest(list_transform(media.hashes, lambda x, i: {'position': i, 'kind': x.kind, 'name': x.name, 'offset_ms': x."offsetMs", 'hash': x.hash, 'quality': x.quality})) as h
      from media_lines where media is not null) join media_files using (sha256) where media_key >= ${first} order by media_key, h.position`)
  await db.run(`insert into media_looks select media_key, l."offsetMs", from_base64(l.look), ${fileKey} from
    (select sha256, unnest(media.looks) as l from media_lines where media is not null) join media_files using (sha256)
    where media_key >= ${first} order by media_key, l."offsetMs"`)
  await db.run(`insert into media_sounds select media_key, from_base64(media.sound), ${fileKey} from
    media_lines join media_files using (sha256) where media.sound is not null and media_key >= ${first} order by media_key`)
  await db.run(`insert into media_names select distinct media_key, n.name, ${fileKey} from
    (select sha256, unnest(names) as name from media_lines where reject is null) as n join media_files using (sha256)
    where not exists (select 1 from media_names as o where o.media_key = media_files.media_key and o.name = n.name) order by media_key, n.name`)
  await db.run(`insert into rejects select ${fileKey}, line, 'media', names[1], reject.code, reject.message
    from media_lines where reject is not null order by line`)
  const counted = await db.row<{ files: number; kept: number; merged: number; rejected: number }>(
    `select coalesce(sum(len(names)), 0)::bigint as files, (select count(*) from media_files where file_key = ${fileKey}) as kept,
      count(*) filter (where reject is null and media is null) as merged, count(*) filter (where reject is not null) as rejected from media_lines`,
  )
  await db.run('drop table temp.media_lines')
  const { files, kept, merged, rejected } = counted
  await db.run("insert into files values ($1, $2, $3, $4, 'media-list', 'media', 'unknown', '{}', $5, $6, $7, $8, '[]', true)", [
    fileKey,
    list.sha256,
    list.name,
    BigInt(list.bytes),
    BigInt(files),
    BigInt(kept),
    BigInt(merged),
    BigInt(rejected),
  ])
  return { fileKey, files, kept, merged, rejected, resultHash: await hashRows(db, resultSql(fileKey)) }
}

function resultSql(fileKey: number): string {
  return `select * from (
    select 'file' as what, media_key, -1 as position, sha256 as name, kind || ' ' || format || ' ' || notes as said, bytes as a, width as b, height as c, duration_ms as d,
      sha256(coalesce(thumbnail, '')) as e from media_files where file_key = ${fileKey}
    union all select 'hash', media_key, position, name, kind || ' ' || hash, quality, offset_ms, null, null, null from media_hashes where file_key = ${fileKey}
    union all select 'look', media_key, -1, null, sha256(to_base64(look)), null, offset_ms, null, null, null from media_looks where file_key = ${fileKey}
    union all select 'sound', media_key, -1, null, sha256(to_base64(sound)), null, null, null, null, null from media_sounds where file_key = ${fileKey}
    union all select 'name', media_key, 0, name, null, null, null, null, null, null from media_names where file_key = ${fileKey}
    union all select 'reject', -1, line, value, code || ' ' || message, null, null, null, null, null from rejects where file_key = ${fileKey}) as r
  order by what, media_key, position, name, said, b, a`
}
