/**
 * What the media column of posts means: a file that was given with the case, by its path, its name or its SHA-256, or a PDQ hash given by the platform.
 * A name that several different files have is nobody's: it is counted and never guessed.
 */
import type { Database } from '../../store/index.js'
import type { MediaItem, NamedHash } from './clusters.js'

/** PDQ: less than this and there is too little in a picture to compare. */
export const LEAST_QUALITY = 50
const GIVEN = /^pdq:([0-9a-f]{64})$/i

export interface KnownMedia extends Omit<MediaItem, 'uses'> {
  /** `file 17`, or `pdq:…` of a hash without a file. */
  readonly id: string
  /** Null: only a hash was given. */
  readonly mediaKey: number | null
  readonly kind: 'picture' | 'video'
  /** Null where the platform gave the hash alone. */
  readonly sha256: string | null
  /** 0 to 100; null where the platform gave the hash alone. */
  readonly quality: number | null
}
export interface Catalogue {
  readonly files: ReadonlyMap<number, KnownMedia>
  /** What a value of the media column is; `ambiguous`: several different files have that name; null: neither a file nor a hash. */
  find(value: string): KnownMedia | 'ambiguous' | null
}

export const isComparable = ({ quality, hash }: KnownMedia): boolean => hash !== '' && (quality === null || quality >= LEAST_QUALITY)

/** Whether any hash is in the case at all. */
export async function hasHashes(db: Database): Promise<boolean> {
  if ((await db.rows('select 1 from media_hashes limit 1')).length > 0) return true
  return (await db.rows("select 1 from posts where len(list_filter(media, lambda m: lower(left(m, 4)) = 'pdq:')) > 0 limit 1")).length > 0
}

export async function readCatalogue(db: Database): Promise<Catalogue> {
  const files = new Map<number, KnownMedia>()
  const bySha = new Map<string, number>()
  const byName = new Map<string, Set<string>>()
  const keysOf = new Map<string, number[]>()
  for (const row of await db.rows<{ key: number; sha256: string; kind: 'picture' | 'video' }>(
    'select media_key as key, sha256, kind from media_files order by media_key',
  )) {
    bySha.set(row.sha256, row.key)
    files.set(row.key, {
      id: `file ${row.key}`,
      mediaKey: row.key,
      sha256: row.sha256,
      kind: row.kind,
      hash: '',
      quality: null,
      turned: [],
      variants: [],
    })
  }
  const [keys = [], kinds = [], names = [], hashes = [], qualities = []] = (await db.columns(
    "select media_key, kind, name, hash, quality from media_hashes where kind <> 'frame' order by media_key, position",
  )) as [number[], string[], string[], string[], number[]]
  for (let i = 0; i < keys.length; i++) {
    const file = files.get(keys[i] as number) as KnownMedia & { hash: string; quality: number | null }
    const named = { name: names[i] as string, hash: hashes[i] as string }
    if (kinds[i] === 'picture') Object.assign(file, { hash: named.hash, quality: qualities[i] })
    else (kinds[i] === 'turn' ? (file.turned as NamedHash[]) : (file.variants as NamedHash[])).push(named)
  }
  for (const { key, name } of await db.rows<{ key: number; name: string }>(
    'select media_key as key, name from media_names order by name, media_key',
  )) {
    const path = plainPath(name)
    const base = baseOf(path)
    keysOf.set(path, [...(keysOf.get(path) ?? []), key])
    if (!byName.has(base)) byName.set(base, new Set())
    byName.get(base)?.add(path)
  }
  const known = (keys: Iterable<number>): KnownMedia | 'ambiguous' | null => {
    const distinct = [...new Set(keys)]
    return distinct.length === 0 ? null : distinct.length > 1 ? 'ambiguous' : (files.get(distinct[0] as number) as KnownMedia)
  }
  return {
    files,
    find(value) {
      const given = GIVEN.exec(value.trim())
      if (given) {
        const hash = (given[1] as string).toLowerCase()
        return { id: `pdq:${hash}`, mediaKey: null, sha256: null, kind: 'picture', hash, quality: null, turned: [], variants: [] }
      }
      const sha256 = bySha.get(
        value
          .trim()
          .toLowerCase()
          .replace(/^sha256:/, ''),
      )
      if (sha256 !== undefined) return files.get(sha256) as KnownMedia
      const path = pathOf(value)
      const paths = [...(byName.get(baseOf(path)) ?? [])]
      const ending = paths.filter((each) => endsWithPath(each, path) || endsWithPath(path, each))
      return known((ending.length > 0 ? ending : paths).flatMap((each) => keysOf.get(each) ?? []))
    },
  }
}

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const endsWithPath = (whole: string, end: string) => whole === end || whole.endsWith(`/${end}`)

/** Composed letters, slashes, no `./` before it: a path has one spelling on every machine. */
function plainPath(path: string): string {
  return path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
}

/** Of a link its path, without what was asked of the server. */
function pathOf(value: string): string {
  const text = value.trim()
  if (!/^https?:\/\//i.test(text)) return plainPath(text.replace(/^file:\/\//i, ''))
  try {
    const { pathname } = new URL(text)
    try {
      return plainPath(decodeURIComponent(pathname))
    } catch {
      return plainPath(pathname)
    }
  } catch {
    return plainPath(text)
  }
}

export interface Matches {
  /** Distinct values of the media column. */
  readonly values: number
  /** Of them, those that are a file of the case or a hash. */
  readonly found: number
  readonly ambiguous: number
  /** The first few ambiguous ones. */
  readonly examples: readonly string[]
  /** Files of the case that no value names. */
  readonly unused: number
}

/** How far the media column and the files given with the case meet. */
export async function countMatches(db: Database): Promise<Matches> {
  const { find, files } = await readCatalogue(db)
  const [values = []] = (await db.columns('select distinct unnest(media) as value from posts order by value')) as [string[]]
  const used = new Set<number>()
  const examples: string[] = []
  let found = 0
  let ambiguous = 0
  for (const value of values) {
    const media = find(value)
    if (media === 'ambiguous') {
      ambiguous++
      if (examples.length < 3) examples.push(value)
    } else if (media !== null) {
      found++
      if (media.mediaKey !== null) used.add(media.mediaKey)
    }
  }
  return { values: values.length, found, ambiguous, examples, unused: files.size - used.size }
}
