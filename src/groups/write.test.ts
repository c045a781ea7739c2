import { expect, test } from 'vitest'
import type { NetworkInfo } from '../model/index.js'
import { createRng } from '../statistics/random.js'
import { type Job, MIGRATIONS, openDatabase } from '../store/index.js'
import { GROUP_METHODS, listGroups, loadNetworkGraph, writeGroups } from './index.js'

const components = GROUP_METHODS.find((each) => each.id === 'components')!

/** Account keys run against the ids, so that order by key and order by id differ. */
const ACCOUNTS = ['f', 'e', 'd', 'c', 'b', 'a']

/** object, account, post, ms. Accounts 5 4 3 (a b c) share objects 0 and 1; 2 1 0 (d e f) share object 2; 2 acts on 0 as well. */
const TRACES = [
  [0, 5, 10, 0],
  [0, 4, 11, 1000],
  [0, 3, 12, 5000],
  [0, 2, 13, 400_000],
  [1, 5, 14, 100_000],
  [1, 4, 15, 100_000],
  [2, 2, 16, 200_000],
  [2, 1, 17, 201_500],
  [2, 0, 18, 203_000],
  [3, 5, 19, 480_000],
] as const

/** a, b, weight, posts of a, posts of b */
const EDGES = [
  [5, 4, 2, 2, 2],
  [5, 3, 1, 1, 1],
  [4, 3, 1, 1, 2],
  [2, 1, 1, 1, 1],
  [1, 0, 1, 1, 1],
] as const

const PAIRS = (
  among: string,
) => `select x.object_key, x.account_key as account_a, y.account_key as account_b, least(x.post_key, y.post_key) as post_first,
  greatest(x.post_key, y.post_key) as post_second, least(x.happened_ms, y.happened_ms) as first_ms, abs(x.happened_ms - y.happened_ms) as gap_ms
  from trace_repost x join trace_repost y on x.object_key = y.object_key and x.account_key > y.account_key and abs(x.happened_ms - y.happened_ms) <= 60000
  where x.account_key in (${among}) and y.account_key in (${among})`

const info = (networkKey: number): NetworkInfo => ({
  networkKey, networkId: `n${networkKey}`, method: 'm', trace: 'repost', params: {}, isDirected: false, weightMeans: 'w', accounts: 6, edges: 5,
  tracesRead: 10, accountsRead: 6, objectsRead: 4, notes: [], seed: 1,
}) // biome-ignore format: long

async function caseOf(edges: readonly (readonly number[])[] = EDGES, networks = 1) {
  const { db, close } = await openDatabase(':memory:')
  for (const migration of MIGRATIONS) await db.run(migration)
  for (const [key, id] of ACCOUNTS.entries())
    await db.run('insert into accounts (account_key, platform, account_id) values ($1, $2, $3)', [key, 'x', id])
  await db.run('create table trace_repost (object_key integer, account_key integer, post_key integer, happened_ms bigint)')
  for (const row of TRACES) await db.run(`insert into trace_repost values (${row.join(', ')})`)
  await db.run(`create table objects_repost as select i::integer as object_key, 'x:' || i as object_id from range(4) t(i)`)
  for (let network = 0; network < networks; network++) {
    await db.run(`insert into networks values (${network}, 'n${network}', 'm', 'repost', '{}', false, 'w', 6, 5, 10, 6, 4, '[]', 1)`)
    for (const [a, b, weight, postsA, postsB] of edges)
      await db.run(`insert into edges values (${network}, ${a}, ${b}, ${weight}, 1, 1, ${postsA}, ${postsB}, 0, 0, 0, 0, 0, 0, 0)`)
  }
  const warnings: string[] = []
  const job: Job = {
    db,
    signal: new AbortController().signal,
    note: () => {},
    warn: (text) => warnings.push(text),
    rng: createRng(1),
    seed: 1,
  }
  return { job, close, warnings, find: (network = 0) => writeGroups(job, info(network), components, { minSize: 3 }, PAIRS) }
}

test('measures by hand', async () => {
  const { job, find, close } = await caseOf()
  const { groups, communities } = await find()
  expect(communities).toBe(2)
  // both of three: the one with the lowest account id (a) comes first
  expect(groups.map((group) => [group.groupId, group.members])).toEqual([
    ['G01', [3, 4, 5]],
    ['G02', [0, 1, 2]],
  ])
  const [one, two] = groups.map((group) => group.measures)
  expect(one).toMatchObject({
    size: 3,
    edges: 3,
    density: 1, // 3 of 3
    weightMin: 1,
    weightMedian: 1, // 1 1 2
    weightMax: 2,
    coordinatedTraces: 5, // posts 10 11 12 14 15
    memberTraces: 6, // and 19
    objects: 2,
    firstAtMs: 0,
    lastAtMs: 100_000,
    gapMedianMs: 2500, // gaps 0 1000 4000 5000: (1000 + 4000) / 2
    spreadMemberTraces: 5,
    spreadAllTraces: 6, // post 13 is somebody else's
    gaps: [
      { upToMs: 0, pairs: 1 },
      { upToMs: 1000, pairs: 1 },
      { upToMs: 2000, pairs: 0 },
      { upToMs: 5000, pairs: 2 },
    ],
  })
  expect(one?.edgeSymmetry).toBeCloseTo((1 + 1 + 1 / 2) / 3, 12)
  // accounts d and f are within 3 s but without an edge: their pair counts nowhere, its posts do through e
  expect(two).toMatchObject({ edges: 2, objects: 1, coordinatedTraces: 3, memberTraces: 4, gapMedianMs: 1500, lastAtMs: 203_000 })
  expect(two?.density).toBeCloseTo(2 / 3, 12)
  expect(await job.db.rows('select * from group_members order by group_id, account_key limit 3')).toEqual([
    { group_id: 'G01', account_key: 3, degree: 2, weight: 2 },
    { group_id: 'G01', account_key: 4, degree: 2, weight: 3 },
    { group_id: 'G01', account_key: 5, degree: 2, weight: 3 },
  ])
  expect(await listGroups(job.db)).toEqual(groups)
  close()
})

test('the order of the edges in the store does not matter', async () => {
  const one = await caseOf()
  const two = await caseOf([...EDGES].reverse())
  expect((await two.find()).groups).toEqual((await one.find()).groups)
  one.close()
  two.close()
})

test('numbers go on after the highest; made anew, groups of the same members keep number and dossier, others go and it is said', async () => {
  const { job, find, close, warnings } = await caseOf(EDGES, 2)
  const ids = async () => (await listGroups(job.db)).map((group) => `${group.networkId} ${group.groupId} ${group.members}`)
  await find(0)
  const first = ['n0 G01 3,4,5', 'n0 G02 0,1,2']
  expect(await ids()).toEqual(first)
  await find(1)
  const both = [...first, 'n1 G03 3,4,5', 'n1 G04 0,1,2']
  expect(await ids()).toEqual(both)
  const judged = JSON.stringify({ status: 'dismissed', answers: {} })
  for (const id of ['G01', 'G03']) await job.db.run('insert into dossiers values ($1, $2)', [id, judged])
  await find(0)
  expect(await ids()).toEqual(both)
  expect(await job.db.rows('select group_id from dossiers order by 1')).toEqual([{ group_id: 'G01' }, { group_id: 'G03' }])
  expect(warnings).toEqual([])
  // Account 2 joins the first group, the second is too small.
  await job.db.run('update edges set account_b = 3 where network_key = 0 and account_a = 2')
  await find(0)
  expect(await ids()).toEqual(['n0 G05 2,3,4,5', ...both.slice(2)])
  expect(await job.db.rows('select group_id from dossiers')).toEqual([{ group_id: 'G03' }])
  expect(warnings).toEqual(['2 groups of this network went, with their dossiers; a person had judged: G01'])
  close()
})

test('nodes stand in bytewise order of account id; two directions of one pair are added', async () => {
  const { job, close } = await caseOf([
    [0, 1, 2, 1, 2],
    [1, 0, 3, 1, 1],
    [4, 5, 1, 1, 1],
  ])
  const { graph, accounts, symmetry } = await loadNetworkGraph(job.db, 0)
  expect([...accounts]).toEqual([5, 4, 1, 0])
  expect([[...graph.source], [...graph.target], [...graph.weight]]).toEqual([[0, 2], [1, 3], [1, 5]]) // biome-ignore format: short
  expect([...symmetry]).toEqual([1, 0.75])
  close()
})

test('a network without edges has no groups', async () => {
  const { job, find, close } = await caseOf([])
  expect(await find()).toEqual({ groups: [], communities: 0 })
  expect(await listGroups(job.db)).toEqual([])
  close()
})
