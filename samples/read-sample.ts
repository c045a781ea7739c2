import type { Sample } from './sample.js'

/** Reads a sample back from its CSV text, for tests: what is claimed is measured in the files, not in the generator. */
export type Row = Readonly<Record<string, string>>

export interface PostRow {
  readonly id: string
  readonly account: string
  readonly atMs: number
  readonly text: string
  readonly client: string
  readonly repostOf: string
  readonly repostOfAccount: string
  readonly replyTo: string
  readonly replyToAccount: string
  readonly urls: readonly string[]
  readonly urlTitle: string
  readonly hashtags: readonly string[]
  readonly media: readonly string[]
}

export function readCsv(text: string): Row[] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare as string) : quoted.replaceAll('""', '"'))
    if (end === '\n') rows.push([])
  }
  const [header, ...body] = rows.slice(0, -1) as [string[], ...string[][]]
  return body.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] as string])))
}

export function readSample(sample: Sample): { posts: PostRow[]; accounts: Row[]; followers: Row[]; labels: Row[] } {
  const list = (cell: string): string[] => (cell === '' ? [] : JSON.parse(cell))
  const posts = readCsv([...sample.posts.chunks()].join('')).map((row) => ({
    id: row.post_id as string,
    account: row.account_id as string,
    atMs: Date.parse(row.posted_at as string),
    text: row.text as string,
    client: row.client as string,
    repostOf: row.repost_of as string,
    repostOfAccount: row.repost_of_account as string,
    replyTo: row.reply_to as string,
    replyToAccount: row.reply_to_account as string,
    urls: list(row.urls as string),
    urlTitle: row.url_title as string,
    hashtags: list(row.hashtags as string),
    media: list(row.media as string),
  }))
  return {
    posts,
    accounts: readCsv([...sample.accounts.chunks()].join('')),
    followers: readCsv([...sample.followers.chunks()].join('')),
    labels: readCsv([...sample.labels.chunks()].join('')),
  }
}

/** Posts by object: acts of `accounts` only. */
export function actsOn(
  posts: readonly PostRow[],
  accounts: ReadonlySet<string>,
  objects: (post: PostRow) => readonly string[],
): Map<string, PostRow[]> {
  const acts = new Map<string, PostRow[]>()
  for (const post of posts)
    if (accounts.has(post.account))
      for (const object of objects(post)) {
        const list = acts.get(object)
        if (list) list.push(post)
        else acts.set(object, [post])
      }
  return acts
}

export const seconds = (posts: readonly PostRow[]) =>
  (Math.max(...posts.map((post) => post.atMs)) - Math.min(...posts.map((post) => post.atMs))) / 1000

/** Pairs of accounts that acted on at least `least` of the same objects within the window; and the accounts in them. */
export function pairsWithin(acts: ReadonlyMap<string, readonly PostRow[]>, windowSeconds: number, least: number) {
  const shared = new Map<string, number>()
  for (const posts of acts.values()) {
    const pairs = new Set<string>()
    posts.forEach((a, i) => {
      for (const b of posts.slice(i + 1))
        if (a.account !== b.account && Math.abs(a.atMs - b.atMs) <= windowSeconds * 1000) pairs.add([a.account, b.account].sort().join(' '))
    })
    for (const pair of pairs) shared.set(pair, (shared.get(pair) ?? 0) + 1)
  }
  const edges = [...shared].filter(([, weight]) => weight >= least)
  return { edges: edges.length, accounts: new Set(edges.flatMap(([pair]) => pair.split(' '))).size }
}
