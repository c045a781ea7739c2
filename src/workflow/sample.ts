import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createSample, LEAST_POSTS } from '../../samples/index.js'
import { fail, failIfCancelled } from '../model/index.js'
import { hashFile, openCase, type World } from '../store/index.js'

export interface SampleFiles {
  readonly folder: string
  readonly posts: string
  readonly accounts: string
  readonly followers: string
  readonly labels: string
  /** What to import, in this order. The labels are for `evaluate`; no import should see them. */
  readonly imports: readonly string[]
  readonly postCount: number
  readonly accountCount: number
  readonly planted: readonly {
    readonly label: string
    readonly kind: 'operation' | 'look-alike'
    readonly strength: string
    readonly accounts: number
    readonly posts: number
  }[]
}

/** @throws ProblemError `usage/bad-posts` */
export function readSamplePosts(given: string | number): number {
  const posts = String(given).trim() === '' ? Number.NaN : Number(given)
  if (Number.isSafeInteger(posts) && posts >= LEAST_POSTS) return posts
  fail({
    code: 'usage/bad-posts',
    what: `${given === '' ? 'an empty text' : given} is no number of posts for the sample`,
    where: { column: '--posts', value: String(given) },
    fix: `give a whole number from ${LEAST_POSTS}`,
    unchanged: 'nothing was written',
  })
}

/**
 * Writes the invented sample: posts.csv, accounts.csv, followers.csv, labels.csv. The same posts and seed give the same bytes.
 * Files of an earlier sample there are replaced, whole or not at all; other files of these names are not touched.
 * `into`: a case that it is meant for; one that holds anything else is refused, so that nothing invented comes among real posts.
 * @throws ProblemError `usage/bad-posts`, `usage/file-exists`, `usage/case-not-empty`
 */
export async function writeSample(
  world: World,
  options: { readonly folder: string; readonly posts: number; readonly seed: number; readonly into?: string },
): Promise<SampleFiles> {
  const { seed, into } = options
  const posts = readSamplePosts(options.posts)
  const folder = resolve(options.folder)
  const sample = createSample({ posts, seed })
  const parts = [sample.posts, sample.accounts, sample.followers, sample.labels].map((table) => ({
    ...table,
    path: join(folder, table.name),
  }))
  const made = await mkdir(folder, { recursive: true })
  for (const part of parts) await refuseForeign(part.path, part.header)
  try {
    for (const part of parts) {
      const note = (done: number) => part === parts[0] && world.note('sample', done, sample.hours)
      await pipeline(Readable.from(watched(part.chunks(), world, note)), createWriteStream(`${part.path}.partial`))
    }
    if (into !== undefined && existsSync(join(into, 'case.duckdb')))
      await refuseOthers(
        into,
        parts.map((part) => `${part.path}.partial`),
      )
    for (const part of parts) await rename(`${part.path}.partial`, part.path)
  } finally {
    for (const part of parts) await rm(`${part.path}.partial`, { force: true })
    if (made !== undefined) await rmdir(folder).catch(() => undefined)
  }
  const [postsPath, accountsPath, followersPath, labelsPath] = parts.map((part) => part.path) as [string, string, string, string]
  // A small sample may have nobody whose list is known: a file of a header alone is no import.
  const hasFollowers = (await stat(followersPath)).size > Buffer.byteLength(sample.followers.header) + 2
  return {
    folder,
    posts: postsPath,
    accounts: accountsPath,
    followers: followersPath,
    labels: labelsPath,
    imports: [postsPath, accountsPath, ...(hasFollowers ? [followersPath] : [])],
    postCount: posts,
    accountCount: sample.accountCount(),
    planted: sample.planted.map(({ label, scene, members, items }) => ({
      label,
      kind: scene.kind,
      strength: scene.strength,
      accounts: members.length,
      posts: items.length,
    })),
  }
}

function* watched(chunks: Iterable<string>, world: World, note: (done: number) => void): Generator<string> {
  let done = 0
  for (const chunk of chunks) {
    failIfCancelled(world.signal)
    note(done++)
    yield chunk
  }
}

async function refuseOthers(path: string, files: readonly string[]): Promise<void> {
  const kase = await openCase(path, { mode: 'write', verb: 'investigate' })
  const rows = await kase.db.rows<{ name: string; sha256: string }>('select name, sha256 from files order by file_key').finally(kase.close)
  const own = await Promise.all(files.map((file) => hashFile(file)))
  const other = rows.find(({ sha256 }) => !own.includes(sha256))
  if (other !== undefined)
    fail({
      code: 'usage/case-not-empty',
      what: 'the invented sample does not go into a case that holds anything else',
      where: { file: path, value: other.name },
      fix: 'name the files to look at, or another case for the sample: --case NAME',
      unchanged: 'neither the case nor a file was touched',
    })
}

/** A file that does not begin with our header line is somebody's own. */
async function refuseForeign(path: string, header: string): Promise<void> {
  const start = await open(path).then(
    async (file) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(header.length), 0, header.length, 0)
      await file.close()
      return buffer.toString('utf8', 0, bytesRead)
    },
    () => header,
  )
  if (start !== header)
    fail({
      code: 'usage/file-exists',
      what: 'a file of that name is there and is no sample of ours',
      where: { file: path },
      fix: 'choose another folder, or move the file away',
      unchanged: 'nothing was written',
    })
}
