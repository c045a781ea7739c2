/** What is to be said of a copy beside the first one: what was done to it, how much of it is there, whether it sounds the same. */
import type { Job } from '../../store/index.js'
import type { KnownMedia } from './catalogue.js'
import { nearness } from './clusters.js'
import { compareLooks, guessesOf, type PictureChange, type Side } from './compare.js'
import { type FilmTie, tieFilms } from './film-match.js'
import { readFrames } from './films.js'
import { openLooks } from './looks.js'
import { matchSounds } from './sound-match.js'

export interface CopyEvidence {
  /** Bits of 256 between the hashes; null for films, which have many. */
  readonly distance: number | null
  /** In words, `; ` between them; empty when nothing was done. */
  readonly how: string
}

/** Asks the case for what it needs; nothing is kept longer than the function. */
export function copyEvidence(job: Job): (first: KnownMedia, copy: KnownMedia) => Promise<CopyEvidence> {
  const looks = openLooks(job.db)
  return async (first, copy) => {
    if (first.kind === 'video' || copy.kind === 'video') return { distance: null, how: await filmWords(job, first, copy) }
    const { distance, how } = nearness({ ...first, uses: 1 }, { ...copy, uses: 1 })
    if (first.id === copy.id || first.mediaKey === null || copy.mediaKey === null) return { distance, how }
    const [a, b] = [(await looks.of(first.mediaKey))[0], (await looks.of(copy.mediaKey))[0]]
    const judged = a && b && compareLooks(a, b, guessesOf(a, b))
    if (!judged?.same) return { distance, how }
    return { distance, how: judged.changes.map(wordsOf).join('; ') }
  }
}

const whole = (share: number) => `${Math.round(share * 100)} %`
/** `first` is the earliest copy in the data, which need not be the original. */
const added = (of: Side, what: string) => (of === 'second' ? what : `without the first one's ${what}`)

export function wordsOf(change: PictureChange): string {
  switch (change.kind) {
    case 'mirror':
      return 'mirrored'
    case 'crop':
      return change.of === 'second'
        ? `cropped to ${whole(change.kept)} of the first`
        : `shows more: the first is ${whole(change.kept)} of it`
    case 'border':
      return added(change.of, 'border')
    case 'caption-bar':
      return added(change.of, 'caption bar')
    case 'mark':
      return `differs in ${whole(change.share)} of its blocks, as by a mark`
    case 'stretch':
      return `stretched by ${whole(Math.abs(change.by > 1 ? change.by - 1 : 1 / change.by - 1))}`
  }
}

async function filmWords(job: Job, first: KnownMedia, copy: KnownMedia): Promise<string> {
  if (first.id === copy.id || first.mediaKey === null || copy.mediaKey === null) return ''
  const keys = [first.mediaKey, copy.mediaKey]
  const frames = await readFrames(job, keys)
  const [tie] = await tieFilms(frames, () => undefined)
  const words = tie ? tieWords(tie) : ['its frames were changed: found by parts of them']
  const sound = await soundWords(job, keys as [number, number])
  return [...words, ...lengthWords(await lengths(job, keys)), ...(sound === null ? [] : [sound])].join('; ')
}

export function tieWords({ ways, shares }: Pick<FilmTie, 'ways' | 'shares'>): string[] {
  const words = [`${whole(shares[1])} of its frames are in the first, ${whole(shares[0])} of the first's in it`]
  if (ways.some((way) => way.endsWith('mirrored'))) words.unshift('mirrored')
  if (ways[0].startsWith('content') !== ways[1].startsWith('content'))
    words.unshift(added(ways[1].startsWith('content') ? 'second' : 'first', 'border'))
  return words
}

function lengthWords([first, copy]: readonly (number | null)[]): string[] {
  if (!first || !copy || Math.abs(Math.log(copy / first)) < 0.03) return []
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  return [`${seconds(copy)} long, the first ${seconds(first)}`]
}

async function lengths({ db }: Job, keys: readonly number[]): Promise<(number | null)[]> {
  const rows = await db.rows<{ key: number; ms: number | null }>(
    `select media_key as key, duration_ms as ms from media_files where media_key in (${keys.map(Number).join(', ')}) order by media_key`,
  )
  const of = new Map(rows.map(({ key, ms }) => [key, ms]))
  return keys.map((key) => of.get(key) ?? null)
}

/** Null where either has no fingerprint: nothing is known of its sound. */
async function soundWords({ db }: Job, [first, copy]: readonly [number, number]): Promise<string | null> {
  const [keys = [], sounds = []] = (await db.columns(
    `select media_key, to_base64(sound) from media_sounds where media_key in (${Number(first)}, ${Number(copy)}) order by media_key`,
  )) as [number[], string[]]
  const of = new Map(keys.map((key, i) => [key, valuesOf(sounds[i] as string)]))
  const [a, b] = [of.get(first), of.get(copy)]
  const match = a && b && matchSounds(a, b)
  if (!match) return null
  return match.same ? `the sound is the same (${whole(match.errors)} of its bits differ)` : 'the sound is another one'
}

function valuesOf(base64: string): Uint32Array {
  const bytes = Buffer.from(base64, 'base64')
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(i * 4))
}
