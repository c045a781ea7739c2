/** Each explanation on traces small enough to count by hand: where it fits, where it does not, where it cannot be measured. */
import { expect, test } from 'vitest'
import { habitsOf, populationOf } from '../../networks/index.js'
import type { Passed } from '../edge-tests.js'
import { everybodyBut } from '../everybody.js'
import { type PostFacts, readCaseFacts, readFacts, readPostFacts } from '../facts.js'
import { viewOf } from '../pairs.js'
import { RULE_DEFAULTS } from '../rules.js'
import type { Subject } from '../subject.js'
import { testCase } from '../test-case.js'
import { makeTraceIndex, readTraceIndex } from '../trace-index.js'
import { breakingNews } from './breaking-news.js'
import { hyperactivity } from './hyperactivity.js'
import { whatIsLeft } from './index.js'
import { oneAudience } from './one-audience.js'
import { openCampaign } from './open-campaign.js'
import { organisation } from './organisation.js'
import { shareButton } from './share-button.js'
import { singleBurst } from './single-burst.js'

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i)
const DAY = 86_400
type Trace = readonly [object: number, account: number, atSeconds: number]

interface Given {
  readonly traces: readonly Trace[]
  readonly members: readonly number[]
  /** Pairs that pass with each sitting counted once; the same against objects of like size. */
  readonly passed?: number
  readonly population?: number
  readonly trace?: string
  readonly sources?: readonly string[]
  /** Seconds at which each object began. */
  readonly starts?: readonly number[]
  readonly organisations?: Readonly<Record<number, string>>
  readonly clients?: Readonly<Record<number, string>>
  readonly followers?: Readonly<Record<string, readonly number[]>>
  readonly posts?: PostFacts
  readonly drawn?: Subject['baseline']['meetings']
}

/** Window 60 s, an edge needs two objects; `passed` members are joined by pairs that pass. */
function subjectOf(given: Given): Subject {
  const rows = given.traces
    .map(([object, account, at]) => ({ object, account, at }))
    .sort((a, b) => a.object - b.object || a.at - b.at || a.account - b.account)
  const index = makeTraceIndex({
    object: Int32Array.from(rows, (row) => row.object),
    account: Int32Array.from(rows, (row) => row.account),
    atMs: Float64Array.from(rows, (row) => row.at * 1000),
    post: Int32Array.from(rows, (_, i) => i),
  })
  const members = new Set(given.members)
  const meetings = new Map<number, number>()
  const weights = new Map<string, number>()
  for (const object of new Set(rows.map((row) => row.object))) {
    const met = new Set<string>()
    const own = rows.filter((row) => row.object === object && members.has(row.account))
    for (const x of own) for (const y of own) if (x.account < y.account && Math.abs(x.at - y.at) <= 60) met.add(`${x.account} ${y.account}`)
    if (met.size > 0) meetings.set(object, met.size)
    for (const pair of met) weights.set(pair, (weights.get(pair) ?? 0) + 1)
  }
  const pass = (many = 0): Passed => ({ edges: many, members: many, leastP: 1 })
  const edges = [...weights.values()].filter((weight) => weight >= 2).map((weight) => ({ a: 0, b: 1, weight, pairs: 1, gapMedianMs: 0 }))
  const startMs = Float64Array.from({ length: index.objects }, (_, o) =>
    given.starts?.[o] === undefined ? Number.NaN : given.starts[o] * 1000,
  )
  const named = (names?: Readonly<Record<number, string>>) =>
    names ? new Map(Object.entries(names).map(([key, name]) => [Number(key), name])) : null
  const facts = {
    sourceOf: given.sources ?? null,
    startMs,
    followersOf: new Map(Object.entries(given.followers ?? {}).map(([source, keys]) => [source, new Set(keys)])),
    organisationOf: named(given.organisations),
    clientOf: named(given.clients),
  }
  return {
    network: { trace: given.trace ?? 'repost' },
    members,
    grouped: members,
    edges,
    view: viewOf(index, given.members),
    index,
    windowMs: 60_000,
    minWeight: 2,
    tests: {
      ...{ tested: edges.length, trials: 1, meetings, hasLikeObjects: true },
      passed: { together: pass(), sittings: pass(given.passed), habit: pass(), population: pass(given.population), sharing: pass() },
    },
    habits: habitsOf(index, startMs, populationOf(index, startMs, 60_000), members, 60_000, facts.sourceOf),
    baseline: { meetings: given.drawn ?? { value: 0, unit: '', baseline: null, pValue: null, why: 'too few other accounts' } },
    ...{
      facts,
      posts: given.posts ?? { titled: null, client: null },
      everybody: everybodyBut(index, members, facts),
      rules: RULE_DEFAULTS,
    },
  } as unknown as Subject
}

/** On each of `objects` the accounts act 5 s after one another, `apart` seconds between objects. */
const together = (accounts: readonly number[], objects: number, apart: number, from = 0): Trace[] =>
  range(objects).flatMap((o) => accounts.map((account, i): Trace => [o, account, from + o * apart + i * 5]))

test('one audience: fits who is always quick on one source, not who acts together late or now and then, and needs a source', () => {
  // Ten posts of one source; both members repost 10 s and 15 s after each, so their habit is to meet each time: expected = seen = 10.
  const starts = range(10).map((o) => o * DAY)
  const quick: Trace[] = range(10).flatMap((o): Trace[] => [
    [o, 0, o * DAY + 10],
    [o, 1, o * DAY + 15],
    [o, 5, o * DAY + 40_000],
    [o, 6, o * DAY + 50_000],
  ])
  const given = { members: [0, 1], sources: range(10).map(() => 'page'), starts }
  const fan = oneAudience(subjectOf({ ...given, traces: quick }))
  expect([fan.answer, fan.numbers.map((one) => one.value)]).toEqual(['fits', [1, 10]])
  expect(fan.numbers[0]?.baseline).toBe(1)
  expect(fan.sentence).toMatch(/meetings where 10 were seen; 0 of 1 pairs are together beyond both that and the objects’ own spread\.$/)
  expect(fan.numbers[1]?.baseline).toBeGreaterThan(9)
  // At a call: together, but each time another while after the post, hours apart.
  const called: Trace[] = quick.map(([o, account, at]) => (account < 2 ? [o, account, at + o * 3000] : [o, account, at]))
  const crew = oneAudience(subjectOf({ ...given, traces: called }))
  expect([crew.answer, crew.numbers[1]?.value]).toEqual(['does-not-fit', 10])
  expect(crew.numbers[1]?.baseline).toBeLessThan(5)
  // Quick, but on ten sources: no common one.
  const many = oneAudience(subjectOf({ ...given, traces: quick, sources: range(10).map((o) => `page ${o}`) }))
  expect([many.answer, many.numbers[0]?.value]).toEqual(['does-not-fit', 0.1])
  expect(oneAudience(subjectOf({ traces: quick, members: [0, 1] }))).toMatchObject({
    answer: 'not-in-data',
    missing: ['repost_of_account'],
    numbers: [],
  })
  expect(oneAudience(subjectOf({ traces: quick, members: [0, 1], trace: 'hashtag' }))).toMatchObject({ answer: 'not-in-data', missing: [] })
})

test('one audience with a list of followers: share of members beside accounts as active; without one it is not in this data', () => {
  const starts = range(10).map((o) => o * DAY)
  // Members 0 and 1 act on ten posts, as do 5 to 8, in no group; 9 acts once.
  const traces: Trace[] = range(10).flatMap((o): Trace[] => [
    [o, 0, o * DAY + 10],
    [o, 1, o * DAY + 15],
    ...range(4, 5).map((account): Trace => [o, account, o * DAY + 10_000 * account]),
  ])
  traces.push([3, 9, 3 * DAY + 9000])
  const given = { traces, members: [0, 1], sources: range(10).map(() => 'page'), starts }
  const open = oneAudience(subjectOf({ ...given, followers: { page: [0, 1, 5, 9], other: [6] } }))
  expect([open.answer, open.missing]).toEqual(['fits', []])
  // 2 of 2 members; of 5 to 8, as active, one of four; account 9 is of another class.
  expect(open.numbers[1]).toMatchObject({ value: 1, baseline: 0.25 })
  expect(open.sentence).toContain('which 100 % of the members openly follow (25 % of accounts in no group that are as active)')
  // None of them is in the list: said, and left to the reader, since a list may be a part and one can read without following.
  const none = oneAudience(subjectOf({ ...given, followers: { page: [5, 9] } }))
  expect([none.answer, none.numbers[1]?.value, none.numbers[1]?.baseline]).toEqual(['fits', 0, 0.25])
  expect(none.sentence).toContain('by the list in this data')
  const unknown = oneAudience(subjectOf({ ...given, followers: { other: [0, 1] } }))
  expect([unknown.answer, unknown.missing, unknown.numbers.length]).toEqual(['fits', ['followers of that account'], 2])
  expect(unknown.sentence).toContain('whether members follow it is not in this data')
  // A site has no followers to know of.
  expect(oneAudience(subjectOf({ ...given, trace: 'link' }))).toMatchObject({ missing: [] })
})

test('lists of followers are found by the id or the handle of the source, and hold only accounts of the trace', async () => {
  const posts = [0, 1].flatMap((account) => [{ account, atSeconds: 10 + account, repostOf: 2 }])
  const kase = await testCase([...posts, { account: 7, atSeconds: 0 }, { account: 8, atSeconds: 5 }], 'repost')
  const index = await readTraceIndex(kase.job, { trace: 'repost', method: 'windowed-cooccurrence', params: {} })
  const facts = async () => readFacts(kase.job, 'repost', index, await readCaseFacts(kase.job))
  expect((await facts()).followersOf.size).toBe(0)
  await kase.db.run('insert into follows values (0, 7, 0, 1, null, 0, 2), (1, 7, 8, 2, null, 0, 3), (2, 8, 1, 1, null, 0, 4)')
  // Account 8 follows, but acts on nothing; the list of account 8 is of no source.
  expect((await facts()).followersOf).toEqual(new Map([['a7', new Set([0])]]))
  await kase.db.run("update accounts set account_id = '700', handle = '@A7' where account_key = 7")
  expect((await facts()).followersOf).toEqual(new Map([['a7', new Set([0])]]))
  kase.close()
})

test('breaking news: the rate of members beside that of others on the same objects; too few others cannot be compared with', () => {
  // Nine others: 36 pairs. All within 60 s of each other, like the members: 1 beside 1.
  const flash = breakingNews(subjectOf({ traces: together(range(12), 1, DAY), members: [0, 1, 2] }))
  expect([flash.answer, flash.numbers[0]?.value, flash.numbers[0]?.baseline]).toEqual(['fits', 1, 1])
  const hourly: Trace[] = [...together([0, 1, 2], 1, DAY), ...range(9, 3).map((account): Trace => [0, account, account * 3600])]
  const alone = breakingNews(subjectOf({ traces: hourly, members: [0, 1, 2] }))
  expect([alone.answer, alone.numbers[0]?.value, alone.numbers[0]?.baseline]).toEqual(['does-not-fit', 1, 0])
  const few = breakingNews(subjectOf({ traces: together(range(5), 1, DAY), members: [0, 1, 2] }))
  expect([few.answer, few.numbers]).toEqual(['not-in-data', []])
  expect(few.sentence).toContain('1 pairs')
})

test('share button: words of the page and one program, unless they are together beyond chance; needs the titles', () => {
  const traces = together([0, 1, 2], 2, DAY)
  const posts = (titled: readonly number[]): PostFacts => ({
    titled: { posts: new Set(titled), everywhere: 0.25 },
    client: { of: new Map(range(6).map((post) => [post, post < 4 ? 'Button' : 'Web'])), everywhere: new Map([['Button', 0.125]]) },
  })
  const given = { traces, members: [0, 1, 2] }
  const button = shareButton(subjectOf({ ...given, posts: posts(range(5)) }))
  // Five of six posts begin with the title; four of six come from the button.
  expect([button.answer, button.numbers.map(({ value, baseline }) => [value, baseline])]).toEqual([
    'fits',
    [
      [5 / 6, 0.25],
      [4 / 6, 0.125],
    ],
  ])
  expect(shareButton(subjectOf({ ...given, posts: posts(range(4)) })).answer).toBe('does-not-fit')
  expect(shareButton(subjectOf({ ...given, posts: posts(range(6)), passed: 3 })).answer).toBe('does-not-fit')
  expect(shareButton(subjectOf(given))).toMatchObject({ answer: 'not-in-data', missing: ['url_title', 'client'], numbers: [] })
  const untitled = shareButton(subjectOf({ ...given, posts: { ...posts([]), titled: null } }))
  expect([untitled.answer, untitled.missing, untitled.numbers[0]?.value]).toEqual(['not-in-data', ['url_title'], 4 / 6])
})

test('organisation: only an open declaration of four in five counts; one program excuses nobody; needs the field', () => {
  const traces = together(range(10), 2, DAY)
  const members = range(5)
  const declared = (many: number) => Object.fromEntries(range(many).map((account) => [account, 'A paper']))
  // One of the five others declares it too.
  const fits = organisation(subjectOf({ traces, members, organisations: { ...declared(4), 9: 'A paper' } }))
  expect([fits.answer, fits.numbers]).toMatchObject(['fits', [{ value: 0.8, baseline: 0.2 }]])
  expect(fits.missing).toEqual(['client'])
  const clients = Object.fromEntries(range(6).map((account) => [account, 'Planner']))
  const not = organisation(subjectOf({ traces, members, organisations: declared(3), clients }))
  expect([not.answer, not.numbers]).toMatchObject([
    'does-not-fit',
    [
      { value: 0.6, baseline: 0 },
      { value: 1, baseline: 0.2 },
    ],
  ])
  const unknown = organisation(subjectOf({ traces, members, clients }))
  expect([unknown.answer, unknown.missing]).toEqual(['not-in-data', ['organisation']])
  expect(unknown.numbers).toMatchObject([{ value: 1, baseline: 0.2 }])
  expect(organisation(subjectOf({ traces, members })).missing).toEqual(['organisation', 'client'])
})

test('single burst: gone without the busiest hour, unless sittings pass; who meets on other days is not', () => {
  // Three objects within five minutes of one hour, nothing else.
  const once = { traces: together([0, 1, 2], 3, 100), members: [0, 1, 2] }
  const burst = singleBurst(subjectOf(once))
  expect([burst.answer, burst.numbers.map(({ value, baseline }) => [value, baseline])]).toEqual([
    'fits',
    [
      [0, 1],
      [1, null],
    ],
  ])
  expect(burst.sentence).toMatch(/ 0 of 3 pairs are together beyond the objects’ own spread\.$/)
  expect(singleBurst(subjectOf({ ...once, passed: 3 })).answer).toBe('does-not-fit')
  // The form by which they are beyond chance is named beside it.
  expect(singleBurst(subjectOf({ ...once, population: 3 })).sentence).toMatch(
    / 0 of 3 pairs are together beyond the objects’ own spread, and 3 beyond objects of like size\.$/,
  )
  // Four days, two of them are left; a fourth of what members do lies in one hour, half of what the others (two posts) do.
  const others: Trace[] = [
    [0, 9, 7200],
    [1, 9, 3 * DAY],
  ]
  const daily = singleBurst(subjectOf({ traces: [...together([0, 1, 2], 4, DAY), ...others], members: [0, 1, 2] }))
  expect([daily.answer, daily.numbers.map(({ value, baseline }) => [value, baseline])]).toEqual([
    'does-not-fit',
    [
      [1, 1],
      [0.25, 0.5],
    ],
  ])
})

test('hyperactivity: as many meetings as equally active others, and nothing beyond sittings; without others it cannot be measured', () => {
  // Members act four times, the one other account twice.
  const traces: Trace[] = [...together([0, 1, 2], 4, DAY), [0, 9, 7200], [1, 9, 7200]]
  const drawn = (pValue: number) => ({ value: 12, unit: 'meetings', baseline: { low: 8, median: 11, high: 15, draws: 1000 }, pValue })
  const given = { traces, members: [0, 1, 2] }
  const busy = hyperactivity(subjectOf({ ...given, drawn: drawn(0.4) }))
  expect([busy.answer, busy.numbers.map(({ value, baseline }) => [value, baseline])]).toEqual([
    'fits',
    [
      [12, 11],
      [4, 2],
    ],
  ])
  expect(busy.sentence).toBe('They met 12 times; 1000 sets of as many equally active other accounts met 8 to 15 times (median 11).')
  expect(hyperactivity(subjectOf({ ...given, drawn: drawn(0.05) })).answer).toBe('does-not-fit')
  expect(hyperactivity(subjectOf({ ...given, drawn: drawn(0.4), passed: 3 })).answer).toBe('does-not-fit')
  const none = hyperactivity(subjectOf(given))
  expect([none.answer, none.numbers, none.sentence]).toEqual(['not-in-data', [], 'Not measured: too few other accounts.'])
})

test('open campaign: a crowd that came once, not a crew that keeps coming to one account’s posts', () => {
  // Two tags on one day; four members and six others once each.
  const crowd: Trace[] = [...together(range(4), 2, 600), ...range(6, 10).map((account): Trace => [0, account, account * 900])]
  const march = openCampaign(subjectOf({ traces: crowd, members: range(4) }))
  expect([march.answer, march.numbers.map(({ value, baseline }) => [value, baseline])]).toEqual([
    'fits',
    [
      [1, 1],
      [2, 2],
      [10, 4],
    ],
  ])
  // A pile-on: each post is answered on one day only, by members and by twelve others, but members come back to the next post, days later.
  const pile: Trace[] = [...together(range(4), 2, 5 * DAY), ...range(12, 10).map((account): Trace => [0, account, account * 900])]
  const crew = openCampaign(subjectOf({ traces: pile, members: range(4) }))
  expect([crew.answer, crew.numbers[0]]).toMatchObject(['does-not-fit', { value: 0, baseline: 1 }])
  expect(crew.sentence).toMatch(/^0 % of the members met others on one day only/)
  // The same on one day, but no crowd around them.
  expect(openCampaign(subjectOf({ traces: together(range(4), 2, 600), members: range(4) })).answer).toBe('does-not-fit')
})

test('posts on the shared objects: which begin with the title of their page, and their programs, beside all own posts', async () => {
  const link = 'https://page.example/1'
  const kase = await testCase(
    [
      { account: 0, atSeconds: 0, link, text: 'The Vote https://page.example/1', title: 'the vote ', client: 'Button' },
      { account: 1, atSeconds: 5, link, text: 'Look: the vote', title: 'The vote', client: 'Web' },
      { account: 2, atSeconds: 9, link: 'https://page.example/2', text: 'Tides', title: 'Tides', client: 'Button' },
      { account: 3, atSeconds: 9, text: 'no link', client: 'Button' },
    ],
    'link',
  )
  const [object] = await kase.db.rows<{ k: number }>(`select object_key as k from objects_link where object_id = '${link}'`)
  const facts = await readPostFacts(kase.job, 'link', [object?.k as number], await readCaseFacts(kase.job))
  expect([...(facts.titled?.posts ?? [])]).toEqual([0])
  expect(facts.titled?.everywhere).toBe(2 / 3)
  expect([...(facts.client?.of ?? [])]).toEqual([
    [0, 'Button'],
    [1, 'Web'],
  ])
  expect([...(facts.client?.everywhere ?? [])]).toEqual([
    ['Button', 0.75],
    ['Web', 0.25],
  ])
  await kase.db.run('update posts set url_title = null, client = null')
  expect(await readPostFacts(kase.job, 'link', [0], await readCaseFacts(kase.job))).toEqual({ titled: null, client: null })
  kase.close()
})

test('one sentence says what is left', () => {
  const one = (id: string, answer: 'fits' | 'does-not-fit' | 'not-in-data') => ({
    id,
    answer,
    question: '',
    numbers: [],
    missing: [],
    sentence: '',
  })
  const fits = [one('breaking-news', 'fits'), one('hyperactivity', 'fits'), one('organisation', 'not-in-data')]
  expect(whatIsLeft(fits, false)).toBe('What is left to explain it: breaking news and hyperactivity.')
  expect(whatIsLeft(fits.slice(2), true)).toBe('What is left to explain it: chance.')
  const not = one('breaking-news', 'does-not-fit')
  expect(whatIsLeft([not], false)).toBe('No explanation is left of the 1 that could be measured.')
  expect(whatIsLeft([not, one('share-button', 'not-in-data'), one('organisation', 'not-in-data')], false)).toBe(
    'No explanation is left of the 1 that could be measured; a share button and one organisation could not, and a person must answer.',
  )
})
