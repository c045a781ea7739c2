import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSample, DEFAULT_POSTS, SCENES } from './index.js'
import { readSample } from './read-sample.js'
import type { Sample } from './sample.js'

const digest = (sample: Sample) => {
  const hash = createHash('sha256')
  for (const table of [sample.posts, sample.accounts, sample.followers, sample.labels])
    for (const chunk of table.chunks()) hash.update(chunk)
  return hash.digest('hex')
}
const sample = createSample({ posts: DEFAULT_POSTS, seed: 1 })
const { posts, accounts, followers, labels } = readSample(sample)

test('the same seed gives the same bytes, on every machine; another seed gives others', () => {
  expect(digest(createSample({ posts: DEFAULT_POSTS, seed: 1 }))).toBe('41918aa0c413ce362d5d9e2335750e4ea61d565dbe36bfe22a402294af0f7984')
  expect(digest(createSample({ posts: 2000, seed: 2 }))).not.toBe(digest(createSample({ posts: 2000, seed: 3 })))
  const again = createSample({ posts: 2000, seed: 2 })
  expect(digest(again)).toBe(digest(again))
})

test('the number of posts is exact, from small to large', () => {
  for (const size of [500, 1000, 7001, DEFAULT_POSTS, 100_000]) {
    let lines = 0
    for (const chunk of createSample({ posts: size, seed: 5 }).posts.chunks()) lines += chunk.split('\n').length - 1
    expect(lines).toBe(size + 1)
  }
})

test('small samples plant whole scenes or none, at most 45 % of the posts; large ones copies by the square root', () => {
  for (const size of [500, 1000, 5000, 10_000]) {
    const { planted } = createSample({ posts: size, seed: 1 })
    expect(planted.reduce((sum, one) => sum + one.items.length, 0)).toBeLessThanOrEqual(size * 0.45)
    expect(planted.length).toBeGreaterThan(0)
  }
  expect(sample.planted.map((one) => one.label)).toEqual(SCENES.map((scene) => scene.id))
  expect(createSample({ posts: 1_000_000, seed: 1 }).planted.length).toBe(7 * SCENES.length)
  const labels = createSample({ posts: 100_000, seed: 1 }).planted.map((one) => one.label)
  expect(labels).toContain('boost-crew-2')
  expect(new Set(labels).size).toBe(labels.length)
})

test('ids are unique text past 2^53, in the order of time, and refer to earlier posts', () => {
  expect(new Set(posts.map((post) => post.id)).size).toBe(posts.length)
  expect(new Set(accounts.map((row) => row.account_id)).size).toBe(accounts.length)
  expect(new Set(accounts.map((row) => row.handle)).size).toBe(accounts.length)
  const timeOf = new Map(posts.map((post) => [post.id, post.atMs]))
  let last = 0n
  for (const post of posts) {
    expect(BigInt(post.id) > last).toBe(true)
    last = BigInt(post.id)
    for (const earlier of [post.repostOf, post.replyTo]) {
      if (earlier !== '') expect(BigInt(earlier) < last).toBe(true)
      expect(timeOf.get(earlier) ?? 0).toBeLessThanOrEqual(post.atMs)
    }
  }
  expect(BigInt(posts[0]?.id as string) > 2n ** 53n).toBe(true)
  expect(accounts.every((row) => BigInt(row.account_id as string) > 2n ** 53n)).toBe(true)
})

test('every account that posts has one row and one label, and every account was created before it posts', () => {
  const created = new Map(accounts.map((row) => [row.account_id, Date.parse(row.created_at as string)]))
  for (const { behaviours, label } of labels)
    expect(behaviours).toBe(SCENES.find((scene) => scene.id === label)?.behaviours?.join(';') ?? '')
  expect(labels.map((row) => row.account_id)).toEqual(accounts.map((row) => row.account_id))
  expect(new Set(posts.map((post) => post.account)).size).toBe(accounts.length)
  for (const post of posts) expect(created.get(post.account) as number).toBeLessThan(post.atMs)
})

test('links lie on reserved domains only; no link and no handle can be anybody’s', () => {
  for (const post of posts) for (const url of post.urls) expect(new URL(url).hostname).toMatch(/\.example$/)
  for (const text of posts.flatMap((post) => post.text.match(/https?:\S+/g) ?? [])) expect(new URL(text).hostname).toMatch(/\.example$/)
  for (const row of accounts) expect(row.handle).toMatch(/^[a-z_]+_[0-9a-z]+$/)
})

const background = new Set(labels.filter((row) => row.kind === 'background').map((row) => row.account_id as string))

test('ordinary life is heavy-tailed: most accounts post little, a few much; most posts find no echo, a few go round', () => {
  const counts = new Map<string, number>()
  for (const post of posts) if (background.has(post.account)) counts.set(post.account, (counts.get(post.account) ?? 0) + 1)
  const sorted = [...counts.values()].sort((a, b) => b - a)
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(4)
  expect(sum(sorted.slice(0, sorted.length / 10)) / sum(sorted)).toBeGreaterThan(0.35)
  const cascades = new Map<string, number>()
  for (const post of posts) if (post.repostOf !== '') cascades.set(post.repostOf, (cascades.get(post.repostOf) ?? 0) + 1)
  expect(Math.max(...cascades.values())).toBeGreaterThan(100)
  expect([...cascades.values()].filter((size) => size === 1).length / cascades.size).toBeGreaterThan(0.3)
})

test('ordinary reposts come hours later in the median, within minutes only on hot evenings, and sleep at night', () => {
  const timeOf = new Map(posts.map((post) => [post.id, post.atMs]))
  const delays = posts
    .filter((post) => post.repostOf !== '' && background.has(post.account) && timeOf.has(post.repostOf))
    .map((post) => post.atMs - (timeOf.get(post.repostOf) as number))
    .sort((a, b) => a - b)
  const median = (delays[Math.floor(delays.length / 2)] as number) / 3_600_000
  expect(median).toBeGreaterThan(1)
  expect(median).toBeLessThan(6)
  const perHour = new Array<number>(24).fill(0)
  for (const post of posts) if (background.has(post.account)) perHour[new Date(post.atMs).getUTCHours()]! += 1
  expect(perHour[19] as number).toBeGreaterThan(5 * (perHour[2] as number))
})

test('followers: whole lists in order, nobody twice, made before they came; those delivered are in no other file', () => {
  const known = new Map(accounts.map((row) => [row.account_id, row.created_at]))
  const lists = new Map<string, typeof followers>()
  for (const row of followers) lists.set(row.account_id as string, [...(lists.get(row.account_id as string) ?? []), row])
  expect([...lists.values()].map((list) => list.length)).toEqual([320, 320, 320, 320])
  const delivered = followers.filter((row) => !known.has(row.follower_id))
  expect(delivered.length).toBe(240)
  expect(new Set(delivered.map((row) => row.follower_id)).size).toBe(240)
  for (const row of delivered) expect([row.posts_count, row.description]).toEqual(['0', ''])
  for (const [account, list] of lists) {
    expect(known.has(account)).toBe(true)
    expect(list.map((row) => Number(row.position))).toEqual(list.map((_, i) => i + 1))
    expect(new Set(list.map((row) => row.follower_id)).size).toBe(list.length)
    for (const row of list) if (known.has(row.follower_id)) expect(row.created_at).toBe(known.get(row.follower_id))
  }
})
