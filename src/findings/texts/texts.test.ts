import fc from 'fast-check'
import { expect, test } from 'vitest'
import { poissonBinomialTail } from '../../statistics/index.js'
import { ensureTrace, languageMeasure } from '../../traces/index.js'
import { type TestPost, testCase } from '../test-case.js'
import { linkFamilies, objectsIn } from './across-languages.js'
import { describeTexts, FAMILY_TRACE } from './describe.js'
import { countIn, neededBits, rarityOf } from './rarity.js'

const SETTINGS = { families: 50, leastAccounts: 2, windowMs: 60_000, leastLike: 20, alpha: 0.05, leastCosine: 0.8, quotesUpTo: 1000 }
const NAMES = ['Anna', 'Berta', 'Carla', 'Dora', 'Emil', 'Fritz']
const pill = (i: number) =>
  `I am ${NAMES[i % 6]} and I never slept as well in all my life as with these little pills from the harbour pharmacy! ${i} nights.`

async function described(posts: readonly TestPost[], settings: Partial<typeof SETTINGS> = {}) {
  const kase = await testCase(posts, 'link')
  await ensureTrace(kase.job, FAMILY_TRACE)
  try {
    return await describeTexts(kase.job, { ...SETTINGS, ...settings }, languageMeasure)
  } finally {
    kase.close()
  }
}

test('a family: originator, spread, delay, exact share, template, what is ordinary; counts for nothing without a null', async () => {
  const posts: TestPost[] = [
    ...Array.from({ length: 6 }, (_, i) => ({ account: i, atSeconds: 100 * i, text: pill(i), title: 'Pills', client: i < 3 ? 'A' : 'B' })),
    { account: 5, atSeconds: 900, text: pill(0) },
    { account: 9, atSeconds: 5, text: 'Nothing of the kind, just one other longer sentence about a dog in the rain' },
  ]
  const { families, all, links, notes } = await described(posts)
  expect([all, families.length, links]).toEqual([1, 1, []])
  const [family] = families
  expect(family).toMatchObject({
    ...{
      familyId: 'T01',
      posts: 7,
      accounts: 6,
      texts: 6,
      text: pill(0),
      lastMs: posts[6]!.atSeconds * 1000 + family!.first.atMs,
      counts: false,
      cascade: null,
    },
    ...{ medianDelayMs: 300_000, groups: [], validated: [], languages: [{ language: 'en', posts: 7, how: 'measured' }], quotedIn: [] },
  })
  expect(family?.exactShare).toBe(2 / 7)
  expect(family?.first).toMatchObject({ accountKey: 0, postId: 'p0', line: 2 })
  expect(family?.spread).toMatchObject({ bucketMs: 60_000, posts: [1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1] })
  expect(family?.template.slots.map(({ form, distinct }) => [form, distinct])).toEqual([
    ['capitalised', 6],
    ['number', 6],
  ])
  expect(family?.ordinary.map(({ id, value, baseline }) => [id, value, baseline])).toEqual([
    ['share-button', 0, 0],
    ['one-program', 0.5, 0.5],
    ['quotation', 0, 0],
    ['answers', 0, 0],
    ['posts-per-account', 7 / 6, null],
    ['years-apart', 0, null],
    ['many-circles', 0, null],
  ])
  expect(family?.examples).toHaveLength(6)
  expect(family?.why.join()).toContain('there is no validated network')
  expect(notes.join()).toContain('too few others')
})

test('a family whose accounts are all there within seconds, among forty slow ones, is closer in time: it counts, common words would not', async () => {
  const words = (k: number) =>
    `Story number ${'abcdefghijklmnopqrstuvwxyz'.slice(k % 20, (k % 20) + 5)}${k} about item${k * 7} and thing${k * 13} of place${k * 3} told by nobody${k} to somebody${k}`
  const posts = Array.from({ length: 41 }, (_, k) =>
    Array.from({ length: 4 }, (_, i) => ({
      account: (7 * k + 3 * i) % 50,
      atSeconds: 86_400 * k + (k === 40 ? i : 30 * i * (1 + k)),
      text: words(k),
    })),
  ).flat()
  const { families } = await described(posts)
  expect(families).toHaveLength(41)
  const counting = families.filter((family) => family.counts)
  expect(counting.map(({ text }) => text)).toEqual([words(40)])
  expect(counting[0]?.cascade).toMatchObject({ medianGapMs: 1000, like: 40 })
  const { families: none } = await described(posts, { leastAccounts: 5 })
  expect(none).toEqual([])
})

test('rarity: words of nobody else are worth log2(S + 1) each, words of everybody nothing; the own posts do not count', () => {
  const rows = [
    ...Array.from({ length: 7 }, () => ({ text: 'good morning', family: null })),
    ...Array.from({ length: 5 }, () => ({ text: 'good morning dear pelican', family: 3 })),
  ]
  const sample = { rows, posts: 12 }
  const bits = rarityOf(
    sample,
    new Map([
      [3, 'Good morning, dear PELICAN good'],
      [4, 'good morning'],
    ]),
  )
  // 7 other posts: "good" and "morning" are in all of them, "dear" and "pelican" in none
  expect(bits.get(3)).toBeCloseTo(2 * Math.log2(8), 12)
  expect(bits.get(4)).toBeCloseTo(0, 12)
  expect(neededBits(12)).toBeCloseTo(Math.log2(66 / 0.05), 12)
  expect(neededBits(1)).toBe(0)
  const frequency = countIn(rows, new Set(['pelican']), (text) => text.split(' '))
  expect([frequency('pelican', []), frequency('pelican', [3]), frequency('other', [])]).toEqual([6 / 13, 1 / 8, 1 / 13])
})

test('kin: one template over families that are too unlike each other to be one; the first describes all of their texts', async () => {
  const slots = [
    ['Really', 'Truly', 'Honestly'],
    ['great', 'good', 'superb'],
    ['product', 'remedy', 'invention'],
    ['sleep', 'relax', 'recover'],
  ] as const
  const posts = Array.from({ length: 81 }, (_, i) => {
    const [a, b, c, d] = slots.map((words, k) => words[Math.floor(i / 3 ** k) % 3] as string)
    return { account: i % 9, atSeconds: 60 * i, text: `${a} ${b} ${c}, it helped us to ${d} at night, said the old captain` }
  })
  const { families, all } = await described(posts, { families: 3 })
  expect(all).toBeGreaterThan(3)
  expect(families.map(({ kin }) => kin)).toEqual([
    { families: all, accounts: 9, posts: expect.any(Number), texts: expect.any(Number) },
    'T01',
    'T01',
  ])
  const [first] = families
  expect(first?.template.parts.map((part) => ('slot' in part ? '⟨⟩' : part.text)).join('')).toBe(
    '⟨⟩ ⟨⟩ ⟨⟩, it helped us to ⟨⟩ at night, said the old captain',
  )
  expect(first?.template.slots.map(({ distinct }) => distinct)).toEqual([3, 3, 3, 3])
  expect(first?.template.spin).toMatchObject({ possible: 81, isIndependent: true })
})

test('numbers and names that survive a translation', () => {
  const keys = (text: string) => [...objectsIn(text).keys()].sort()
  expect(keys('We met Angela Merkel in New York: 1,234 people, 7 dogs. Then she said no. Yes')).toEqual([
    'name merkel',
    'name york',
    'number 1234',
  ])
  expect(keys('لقد رأينا ١٢٣٤ شخصا')).toEqual(['number 1234'])
  expect(keys('हम १९८४ में')).toEqual(['number 1984'])
  expect(keys('https://x.example/12345 @Maria_55 we saw Ünited Räum')).toEqual(['name raum'])
})

test('links between languages: by the chance of as many shared objects in one post from elsewhere', () => {
  const family = (familyId: string, language: string, objects: string[]) => ({
    familyId,
    language,
    objects: new Map(objects.map((object) => [`number ${object}`, { kind: 'number' as const, object }])),
  })
  const families = [
    family('T01', 'en', ['10', '20', '30']),
    family('T02', 'es', ['20', '30']),
    family('T03', 'en', ['20', '30']),
    family('T04', 'de', ['99']),
  ]
  const { links, tests } = linkFamilies(families, () => 0.001, 0.05)
  expect(tests).toBe(5)
  expect(links.map(({ a, b, shared }) => [a, b, shared.map(({ object, families: of }) => [object, of])])).toEqual([
    [
      'T02',
      'T03',
      [
        ['20', 3],
        ['30', 3],
      ],
    ],
    [
      'T01',
      'T02',
      [
        ['20', 3],
        ['30', 3],
      ],
    ],
  ])
  expect(links[0]?.p).toBeCloseTo(1e-6, 12)
  expect(links[1]?.p).toBe(poissonBinomialTail([0.001, 0.001, 0.001], 2))
  expect(linkFamilies(families, () => 1, 0.05).links).toEqual([])
})

test('a campaign in two languages with one link: found through link and number, posts with the link elsewhere make it weaker', async () => {
  const en = 'The terminal will cost this city 480 million and nobody has asked the people who live here'
  const es = 'La terminal costará a esta ciudad 480 millones y nadie ha preguntado a la gente que vive aquí'
  const filler = Array.from({ length: 200 }, (_, i) => ({
    account: 20 + (i % 40),
    atSeconds: 60 * i,
    text: `Just another quiet thought number ${1000 + i} about the weather of today`,
    link: `https://x.example/${i}`,
  }))
  const campaign = [en, es].flatMap((text, k) =>
    Array.from({ length: 4 }, (_, i) => ({ account: 4 * k + i, atSeconds: 10 * i, text, link: 'https://petition.example/480' })),
  )
  const { links, linkTests, families } = await described([...filler, ...campaign])
  const pair = families.filter(({ text }) => text === en || text === es).map(({ familyId }) => familyId)
  expect(linkTests).toBeGreaterThanOrEqual(1)
  expect(links.filter(({ a, b }) => pair.includes(a) && pair.includes(b))).toMatchObject([
    {
      languages: expect.arrayContaining(['en', 'es']),
      shared: [
        { kind: 'link', object: 'https://petition.example/480' },
        { kind: 'number', object: '480' },
      ],
    },
  ])
})

test('a family is found inside longer texts; with more posts than asked for it is not looked for, and that is said', async () => {
  const words = 'The harbour must stay open for the people who live in this city and nobody may sell it behind closed doors'
  const longer = `Yesterday at the market a stranger gave me a sheet of paper which I read three times: ${words.toUpperCase()} – and then he was gone, so I asked the baker about it`
  const posts = [...[0, 1, 2].map((i) => ({ account: i, atSeconds: i, text: words })), { account: 5, atSeconds: 99, text: longer }]
  const { families } = await described(posts)
  expect(families.map(({ quotes, quotedIn }) => [quotes, quotedIn.map(({ text }) => text)])).toEqual([[1, [longer]]])
  const { families: none, notes } = await described(posts, { quotesUpTo: 3 })
  expect(none[0]).toMatchObject({ quotes: null, quotedIn: [] })
  expect(notes.join()).toContain('more than 3 posts')
})

test('hostile texts go through: markup, direction marks, a megabyte, the same words a thousand times', async () => {
  const nasty = [
    '<script>alert(1)</script> & "quotes" with many words in it, at least as many as are needed',
    '=HYPERLINK("x") \u202eexe.gnp with many words in it, at least as many as are needed here',
    `${'very long '.repeat(100_000)}end`,
  ]
  const posts = nasty.flatMap((text, k) => [0, 1, 2].map((i) => ({ account: 3 * k + i, atSeconds: i, text: `${text}${i}` })))
  const many = Array.from({ length: 1000 }, (_, i) => ({
    account: 20 + (i % 30),
    atSeconds: i,
    text: 'One and the same sentence, said a thousand times over by thirty people',
  }))
  const { families } = await described([...posts, ...many])
  expect(families[0]).toMatchObject({ accounts: 30, posts: 1000, texts: 1, exactShare: 1 })
  expect(families.length).toBe(4)
})

test('bits grow with words and never fall below nothing', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd', '我', '茶')
  fc.assert(
    fc.property(
      fc.array(fc.array(word, { maxLength: 6 }), { maxLength: 10 }),
      fc.array(word, { minLength: 1, maxLength: 6 }),
      (posts, text) => {
        const rows = posts.map((words) => ({ text: words.join(' '), family: null }))
        const of = (words: readonly string[]) => rarityOf({ rows, posts: rows.length }, new Map([[1, words.join(' ')]])).get(1) as number
        expect(of(text)).toBeGreaterThanOrEqual(0)
        expect(of([...text, 'zebra'])).toBeGreaterThanOrEqual(of(text) - 1e-9)
      },
    ),
  )
})
