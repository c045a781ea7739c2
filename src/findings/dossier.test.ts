import { expect, test } from 'vitest'
import type { Dossier } from '../model/index.js'
import { createRng, type Rng, shuffle } from '../statistics/index.js'
import { makeDossiers } from './dossier.js'
import { evidenceOf, evidenceOfGroups } from './evidence.js'
import { type TestPost, testCase } from './test-case.js'

const DAY = 86_400
const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i)
const slow = (rng: Rng, medianSeconds: number) =>
  Math.round(medianSeconds * Math.exp(1.2 * (rng.next() + rng.next() + rng.next() + rng.next() - 2)))

/** 300 accounts (100 … 399) that link 150 pages of 5 sites at their own pace. */
function ordinaryLinks(rng: Rng): TestPost[] {
  return range(150).flatMap((page) => {
    const began = Math.floor(rng.next() * 30 * DAY)
    return range(3 + rng.below(12)).map(() => ({
      account: 100 + rng.below(300),
      atSeconds: began + slow(rng, 7200),
      link: `https://site${page % 5}.example/page-${page}`,
    }))
  })
}

/** 300 accounts repost 60 posts by 20 sources (500 … 519), each at its own pace. Sources' posts come first in the list. */
function ordinaryReposts(rng: Rng): TestPost[] {
  const originals = range(60).map((i) => ({ account: 500 + (i % 20), atSeconds: Math.floor(rng.next() * 30 * DAY) }))
  const reposts = originals.flatMap((original, i) =>
    range(5 + rng.below(15)).map(() => ({ account: 100 + rng.below(300), atSeconds: original.atSeconds + slow(rng, 7200), repostOf: i })),
  )
  return [...originals, ...reposts]
}

async function dossierOf(
  posts: readonly TestPost[],
  trace: 'link' | 'repost' | 'exact-text',
  members: readonly number[],
  options: Parameters<typeof testCase>[2] = {},
): Promise<Dossier> {
  const kase = await testCase(posts, trace, options)
  try {
    const [dossier] = await makeDossiers(kase.job, [await kase.group('G01', members)], [kase.network])
    return dossier as Dossier
  } finally {
    kase.close()
  }
}
const answer = (dossier: Dossier, id: string) => dossier.explanations.find((one) => one.id === id)?.answer

/** 8 of the accounts 0 … 9 link each of 12 pages within 40 s. */
function ring(rng: Rng, site: string, audience: boolean): TestPost[] {
  return range(12).flatMap((task) => {
    const link = `https://${site}.example/${task}`
    const began = task * 2 * DAY + 1000 * rng.below(40)
    const call = began + 600
    return [
      ...shuffle(range(10), rng)
        .slice(0, 8)
        .map((account) => ({ account, atSeconds: call + rng.below(40), link })),
      ...(audience ? range(14).map(() => ({ account: 100 + rng.below(300), atSeconds: began + slow(rng, 7200), link })) : []),
    ]
  })
}

test('a ring among an ordinary audience is beyond the objects’ own spread and stands out', async () => {
  const rng = createRng(1)
  const dossier = await dossierOf([...ordinaryLinks(rng), ...ring(rng, 'ring', true)], 'link', range(10))
  expect(dossier.standing).toBe('stands-out')
  expect(dossier.status).toBe('draft')
  const sittings = dossier.baseline.find(({ tested }) => tested?.nullModel === 'sittings')?.tested
  expect(dossier.summary).toContain(
    `${sittings?.passed} of ${sittings?.of} pairs did so more often than the spread of these objects gives, each sitting counted once`,
  )
  expect(dossier.baseline[2]?.measured.value).toBeGreaterThan(30)
  expect(dossier.baseline[0]?.measured.baseline?.draws).toBe(1000)
  expect(dossier.baseline[0]?.measured.pValue).toBe(1 / 1001)
  expect(answer(dossier, 'organisation')).toBe('not-in-data')
  expect(dossier.isFragile).toBe(false)
})

test('a ring that is the whole audience of its links: form 2 is blind, like objects are the measure, it stands out', async () => {
  const rng = createRng(2)
  const dossier = await dossierOf([...ordinaryLinks(rng), ...ring(rng, 'ring', false)], 'link', range(10))
  expect(dossier.baseline.find((one) => one.name.startsWith('together beyond the objects'))?.measured.value).toBe(0)
  expect(dossier.baseline.find((one) => one.name.startsWith('together beyond objects of like size'))?.measured.value).toBeGreaterThan(30)
  expect(dossier.standing).toBe('stands-out')
  expect(dossier.summary).toContain('like size')
})

test('the same ring with one declared organisation is explained', async () => {
  const rng = createRng(2)
  const dossier = await dossierOf([...ordinaryLinks(rng), ...ring(rng, 'desk', false)], 'link', range(10), {
    organisation: (account) => (account < 10 ? 'An invented paper' : null),
  })
  expect(dossier.standing).toBe('explained')
  expect(answer(dossier, 'organisation')).toBe('fits')
})

/** 20 fans, accounts 0 … 19, repost 65 % of 30 posts of one singer (account 600), each quick by itself; 8 slow others. */
function fans(rng: Rng, first: number): TestPost[] {
  const originals = range(30).map((i) => ({ account: 600, atSeconds: i * DAY + rng.below(60_000) }))
  return [
    ...originals,
    ...originals.flatMap((original, i) => [
      ...range(20)
        .filter(() => rng.next() < 0.65)
        .map((account) => ({ account, atSeconds: original.atSeconds + 3 + slow(rng, 75), repostOf: first + i })),
      ...range(8).map(() => ({ account: 100 + rng.below(300), atSeconds: original.atSeconds + slow(rng, 7200), repostOf: first + i })),
    ]),
  ]
}

test('a fan club, always early on one source: what each does by itself gives these meetings', async () => {
  const rng = createRng(3)
  const ordinary = ordinaryReposts(rng)
  const dossier = await dossierOf([...ordinary, ...fans(rng, ordinary.length)], 'repost', range(20))
  expect(answer(dossier, 'one-audience')).toBe('fits')
  expect(dossier.standing).not.toBe('stands-out')
  const [source, habit] = dossier.explanations[0]?.numbers ?? []
  expect(source?.value).toBe(1)
  expect(source?.baseline).toBeLessThan(0.3)
  expect((habit?.baseline as number) / (habit?.value as number)).toBeGreaterThan(0.8)
  expect(dossier.baseline.find((one) => one.name.includes('how early'))?.measured.value).toBe(0)
})

test('a ring that boosts one source at a call, now sooner, now later, is not explained by habit', async () => {
  const rng = createRng(4)
  const ordinary = ordinaryReposts(rng)
  const originals = range(20).map((i) => ({ account: 600, atSeconds: i * DAY + rng.below(60_000) }))
  const first = ordinary.length
  const reposts = originals.flatMap((original, i) => {
    const call = original.atSeconds + 60 + rng.below(1800)
    return [
      ...range(10)
        .filter(() => rng.next() < 0.8)
        .map((account) => ({ account, atSeconds: call + rng.below(40), repostOf: first + i })),
      ...range(8).map(() => ({ account: 100 + rng.below(300), atSeconds: original.atSeconds + slow(rng, 3600), repostOf: first + i })),
    ]
  })
  const dossier = await dossierOf([...ordinary, ...originals, ...reposts], 'repost', range(10))
  expect(answer(dossier, 'one-audience')).toBe('does-not-fit')
  expect(dossier.standing).toBe('stands-out')
})

test('breaking news: everybody within the hour, those who met twice are not beyond chance', async () => {
  const rng = createRng(5)
  const ordinary = ordinaryReposts(rng)
  const originals = range(8).map((i) => ({ account: 600 + (i % 4), atSeconds: 10 * DAY + i * 400 }))
  const reposts = originals.flatMap((original, i) =>
    range(90, 100)
      .filter(() => rng.next() < 0.4)
      .map((account) => ({ account, atSeconds: original.atSeconds + slow(rng, 240), repostOf: ordinary.length + i })),
  )
  const kase = await testCase([...ordinary, ...originals, ...reposts], 'repost')
  const rows = await kase.db.rows<{ k: number }>('select account_a as k from edges union select account_b from edges order by 1')
  const members = rows.map((row) => row.k)
  expect(members.length).toBeGreaterThan(20)
  const [dossier] = await makeDossiers(kase.job, [await kase.group('G01', members)], [kase.network])
  kase.close()
  expect(dossier?.standing).toBe('not-beyond-chance')
  expect(dossier?.explanations.find((one) => one.id === 'single-burst')?.answer).toBe('fits')
})

test('without coordination groups of those who met do not stand out', async () => {
  let out = 0
  for (let seed = 1; seed <= 4; seed++) {
    const rng = createRng(seed)
    const kase = await testCase(ordinaryLinks(rng), 'link', { windowSeconds: 60, minWeight: 1 })
    const rows = await kase.db.rows<{ k: number }>('select account_a as k from edges union select account_b from edges order by 1')
    const [dossier] = await makeDossiers(
      kase.job,
      [
        await kase.group(
          'G01',
          rows.map((row) => row.k),
        ),
      ],
      [kase.network],
    )
    kase.close()
    if (dossier?.standing !== 'not-beyond-chance') out++
  }
  expect(out).toBe(0)
})

test('same bytes twice, and whatever the order of edges, members, posts and accounts; no verdict words on accounts', async () => {
  const make = async (reverse: boolean) => {
    const rng = createRng(1)
    const kase = await testCase([...ordinaryLinks(rng), ...ring(rng, 'ring', true)], 'link')
    const group = await kase.group('G01', range(10))
    for (const table of reverse ? ['edges', 'group_members', 'posts', 'accounts'] : [])
      await kase.db.run(
        `create or replace temp table r as select * from ${table} order by rowid desc; delete from ${table}; insert into ${table} select * from r; drop table r`,
      )
    const made = JSON.stringify(await makeDossiers(kase.job, [group], [kase.network]))
    kase.close()
    return made
  }
  const first = await make(false)
  expect(await make(false)).toBe(first)
  expect(await make(true)).toBe(first)
  expect(first).not.toMatch(/\b(user|bot|troll|fake|suspect|target|sock puppet)s?\b/i)
})

test('one group written alone gets the dossier that it has beside the others', async () => {
  const rng = createRng(7)
  const kase = await testCase([...ordinaryLinks(rng), ...ring(rng, 'ring', true)], 'link')
  const groups = [await kase.group('G01', range(5)), await kase.group('G02', range(5, 5))]
  const all = await makeDossiers(kase.job, groups, [kase.network])
  for (const [g, id] of ['G01', 'G02'].entries())
    expect(await makeDossiers(kase.job, groups, [kase.network], { only: new Set([id]) })).toEqual([all[g]])
  kase.close()
})

test('without a window nothing is said about acting together, and a group that was not tested is not called ordinary', async () => {
  const rng = createRng(1)
  const dossier = await dossierOf(ring(rng, 'ring', true), 'link', range(10), { windowSeconds: null })
  expect(dossier.standing).toBe('not-tested')
  expect(dossier.summary).toContain('without a time window')
  expect(answer(dossier, 'breaking-news')).toBe('not-in-data')
})

test('every edge opens its pairs of posts: file, line, text, gap', async () => {
  const kase = await testCase(
    [
      { account: 2, atSeconds: 30, link: 'https://a.example/1', text: "it's \u202e text" },
      { account: 1, atSeconds: 0, link: 'https://a.example/1' },
      { account: 1, atSeconds: 100, link: 'https://a.example/2' },
      { account: 2, atSeconds: 160, link: 'https://a.example/2' },
      { account: 3, atSeconds: 161, link: 'https://a.example/2' },
    ],
    'link',
  )
  await kase.group("G'1", [1, 2, 3])
  const edges = await evidenceOf(kase.job, kase.network, kase.pairsSql, { groupId: "G'1" })
  expect(edges.map(({ a, b, weight, pairs }) => [a, b, weight, pairs.map((pair) => pair.gapMs)])).toEqual([[1, 2, 2, [30_000, 60_000]]])
  const pair = edges[0]?.pairs[0]
  expect(pair?.first).toMatchObject({ postId: 'p1', accountKey: 1, fileSha256: 'f00d', fileName: 'posts.csv', line: 3, text: null })
  expect(pair?.second).toMatchObject({ postId: 'p0', accountKey: 2, line: 2, text: "it's \u202e text" })
  expect((await evidenceOf(kase.job, kase.network, kase.pairsSql, { groupId: "G'1", a: 2, b: 1, limit: 1 }))[0]?.pairs).toHaveLength(1)
  expect(await evidenceOf(kase.job, kase.network, kase.pairsSql, { groupId: "G'1", a: 3 })).toEqual([])
  await kase.group('G2', [1, 2])
  const both = await evidenceOfGroups(kase.job, kase.network, kase.pairsSql, ["G'1", 'G2'], { most: 2, perEdge: 2 })
  expect(both).toEqual(new Map(["G'1", 'G2'].map((groupId) => [groupId, edges.map((edge) => ({ ...edge, groupId }))])))
  const first = await evidenceOfGroups(kase.job, kase.network, kase.pairsSql, ['G2'], { most: 2, perEdge: 1 })
  expect(first.get('G2')?.map(({ allPairs, pairs }) => [allPairs, pairs])).toEqual([[2, edges[0]?.pairs.slice(0, 1)]])
  kase.close()
})
