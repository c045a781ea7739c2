import { expect, test } from 'vitest'
import { createRng, type Rng, shuffle } from '../statistics/index.js'
import { beside, followerBlocks as described, largestWeek } from './follower-blocks.js'
import type { Block } from './follower-scan.js'
import type { Signal } from './signal.js'
import { type AccountRow, type SignalCase, signalCase } from './test-case.js'

const blocks = described as unknown as Signal
const DAY = 86_400_000
const START = Date.UTC(2015, 0, 1)
const FOLLOWED = 12
const GROUP = [0, 1, 2]

interface Follow {
  readonly account: number
  readonly follower: number
  readonly position?: number
  readonly followed_ms?: number
  readonly file_key?: number
}

interface Made {
  readonly accounts: AccountRow[]
  readonly follows: Follow[]
}

/** Lists of people who follow over four years, made at any time before, some of them newcomers; twelve accounts are followed, the first three are the group. */
function people(seed: number, length = 300): Made {
  const rng = createRng(seed)
  const accounts: AccountRow[] = Array.from({ length: FOLLOWED }, (_, k) => ({ handle: `h${k}` }))
  const follows: Follow[] = []
  for (let account = 0; account < FOLLOWED; account++)
    for (let i = 0; i < length; i++) {
      const at = 2000 + (i * 1460) / length
      follows.push({ account, follower: accounts.length, position: i + 1, followed_ms: START + Math.floor(at * DAY) })
      accounts.push(person(rng, at))
    }
  return { accounts, follows }
}

function person(rng: Rng, followedDay: number): AccountRow {
  const day = rng.next() < 0.3 ? followedDay - rng.next() : rng.next() * followedDay
  return { created_ms: START + Math.floor(day * DAY), posts_count: rng.below(5), description: rng.below(4) ? 'about me' : '' }
}

/** Puts `n` followers of one week before rank `at` of the list of `account`. */
function deliver({ accounts, follows }: Made, account: number, at: number, n: number, rng: Rng): Made {
  const own = follows.filter((follow) => follow.account === account)
  const when = own[at]?.followed_ms
  const batch = Array.from({ length: n }, (_, i) => ({ account, follower: accounts.length + i, followed_ms: when }))
  const profiles = batch.map(() => ({ created_ms: START + Math.floor((1200 + 5 * rng.next()) * DAY), posts_count: 0 }))
  const list = [...own.slice(0, at), ...batch, ...own.slice(at)].map((follow, i) => ({ ...follow, position: i + 1 }))
  return { accounts: [...accounts, ...profiles], follows: [...follows.filter((follow) => follow.account !== account), ...list] }
}

const bare = ({ accounts, follows }: Made, leave: (keyof Follow)[]): Made => ({
  accounts,
  follows: follows.map(
    (follow) => Object.fromEntries(Object.entries(follow).filter(([name]) => !leave.includes(name as keyof Follow))) as never,
  ),
})

async function caseOf({ accounts, follows }: Made): Promise<SignalCase> {
  const kase = await signalCase(accounts, [])
  const rows = follows.map((follow, i) => ({ ...follow, key: i, file: follow.file_key ?? 0, line: i + 2 }))
  await kase.db.run(
    `insert into follows select r.key, r.account, r.follower, r.position, r.followed_ms, r.file, r.line from (select unnest(from_json($1,
      '[{"key":"INTEGER","account":"INTEGER","follower":"INTEGER","position":"BIGINT","followed_ms":"BIGINT","file":"INTEGER","line":"BIGINT"}]')) as r)`,
    [JSON.stringify(rows)],
  )
  return kase
}

async function measured(made: Made, params: Readonly<Record<string, unknown>> = {}) {
  const kase = await caseOf(made)
  const [result] = await kase.measure(blocks, [GROUP], params)
  kase.close()
  return result!
}

test('by hand: shares in and around a block, and the largest week', () => {
  const block = { from: 5, to: 6, ranks: Int32Array.of(5, 6) } as unknown as Block
  // Eight before (only five are there) and eight after; rank 4 is not known. Inside 2 of 2; around 1 of 4 + 8 - … up to rank 14: 0-3 and 7-14 are 12, of which rank 0 has 1.
  const values = [1, 0, 0, 0, Number.NaN, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
  expect(beside(block, values.length, (rank) => values[rank] as number)).toEqual({ inside: 1, around: 1 / 12 })
  expect(beside(block, 7, (rank) => (rank < 5 ? Number.NaN : 1))).toBeNull()
  const days = Float64Array.from([0, 7, 7.5, 30, Number.NaN, 31, 32], (day) => day * DAY)
  expect(largestWeek(days, 2)).toBe(3 / 6)
  expect(largestWeek(days, 7)).toBeNaN()
})

test('a delivery in one of three lists stands out, with what is beside it; nobody is named and nobody is said to have paid', async () => {
  const rng = createRng(9)
  const made = deliver(people(1), 1, 150, 80, rng)
  const batch = made.follows.filter(({ account, follower }) => account === 1 && follower >= made.accounts.length - 80)
  // Sixty of the eighty follow another account as well, which few of that list do.
  for (const { follower } of batch.slice(0, 60))
    made.follows.push({ account: 7, follower, position: 900 + follower, followed_ms: START + 3500 * DAY })
  const result = await measured(made)
  expect(result).toMatchObject({ status: 'measured', isNotable: true, missing: [] })
  expect(result.pValue).toBeLessThan(1e-20)
  const value = (name: string) => result.measures.find((measure) => measure.name === name)
  expect(value('lists with a block')).toMatchObject({ value: 1, unit: 'of 3', why: '1 of 9 lists of accounts in no group' })
  expect(value('followers in the clearest block')?.value).toBeGreaterThan(70)
  expect(value('of the block, without a post')).toMatchObject({ value: 1 })
  expect(value('of the block, with an empty profile')).toMatchObject({ value: 1 })
  expect(value('of the block, followers of one other account too')?.value).toBeGreaterThan(0.6)
  expect(value('of the block, followers of one other account too')?.pValue).toBeLessThan(1e-10)
  expect(result.sentence).toContain('were created from 2018-04-15 to 2018-04-19')
  expect(result.sentence).not.toMatch(/\bh\d|\ba\d/)
  expect(result.limits.at(-1)).toContain('does not say who brought these followers')
  const [block, rest] = result.pictures[0]?.kind === 'scatter' ? result.pictures[0].series : []
  expect(block?.points.length).toBeGreaterThan(70)
  expect((block?.points.length ?? 0) + (rest?.points.length ?? 0)).toBe(380)
  // By position alone too, from two halves of the list in two files, and from the file when it is said which way it runs.
  const placed = bare(made, ['followed_ms'])
  expect((await measured(placed)).isNotable).toBe(true)
  const halves = placed.follows.map((follow) => ({ ...follow, file_key: (follow.position as number) > 150 ? 0 : 1 }))
  expect((await measured({ ...placed, follows: shuffle([...halves], rng) })).measures[0]).toMatchObject({ value: 1 })
  expect((await measured(bare(made, ['followed_ms', 'position']), { fileOrder: 'oldest-first' })).isNotable).toBe(true)
})

test('a celebrity who joins and an account proposed to newcomers stay quiet', async () => {
  const made = people(2, 400)
  const rng = createRng(3)
  for (const follow of made.follows) {
    const at = ((follow.followed_ms as number) - START) / DAY
    const rank = follow.position as number
    if (follow.account === 0 && rank <= 250) {
      const day = 2000 + rank / 80
      made.accounts[follow.follower] = { created_ms: START + Math.floor(day * DAY - rng.next() * 3_600_000), posts_count: 0 }
      Object.assign(follow, { followed_ms: START + Math.floor(day * DAY) })
    }
    if (follow.account === 1 && rng.next() < 0.6)
      made.accounts[follow.follower] = { created_ms: START + Math.floor((at - 2 * rng.next()) * DAY), posts_count: 0 }
  }
  for (const each of [made, bare(made, ['followed_ms'])])
    expect(await measured(each)).toMatchObject({ status: 'measured', isNotable: false })
})

test('lists of people only: groups of them are notable less often than the level', async () => {
  let fires = 0
  for (let seed = 20; seed < 40; seed++) {
    const kase = await caseOf(bare(people(seed, 150), seed % 2 ? ['followed_ms'] : []))
    for (const p of await kase.alone(blocks, [GROUP, [3, 4, 5], [6, 7, 8]])) if (p <= 0.05) fires++
    kase.close()
  }
  expect(fires).toBeLessThanOrEqual(3)
})

test('without order: said, the week is measured beside other lists, and there is no p', async () => {
  const made = bare(deliver(people(4), 1, 150, 200, createRng(9)), ['followed_ms', 'position'])
  const result = await measured(made)
  expect(result).toMatchObject({
    status: 'measured',
    pValue: null,
    isNotable: false,
    missing: ['followers.position or followers.followed_at'],
  })
  expect(result.measures).toHaveLength(1)
  expect(result.measures[0]?.value).toBeGreaterThanOrEqual(200 / 500)
  expect(result.measures[0]?.baseline).toMatchObject({ draws: 9 })
  expect(result.sentence).toContain('have no order')
  expect(result.limits[0]).toContain('lists have no order')
})

test('missing: no lists, no creation dates, no list in this group, too short a list', async () => {
  const made = people(5, 100)
  expect(await measured({ ...made, follows: [] })).toMatchObject({ status: 'not-in-data', missing: blocks.needs, pValue: null })
  const undated = { ...made, accounts: made.accounts.map(({ created_ms: _, ...rest }) => rest) }
  expect(await measured(undated)).toMatchObject({ status: 'not-in-data', missing: ['followers.created_at or accounts.created_at'] })
  expect(await measured({ ...made, follows: made.follows.filter(({ account }) => account > 2) })).toMatchObject({ status: 'too-little' })
  expect(await measured(people(5, 60))).toMatchObject({ status: 'too-little', pValue: null })
})

test('damaged rows are counted aloud: created after the follow, counts below 0, no place in the order', async () => {
  const made = people(6)
  for (const { follower } of made.follows.filter(({ account }) => account === 0).slice(0, 4))
    made.accounts[follower] = { ...made.accounts[follower], created_ms: START + 9000 * DAY, posts_count: -5 }
  for (const follow of made.follows.filter(({ account }) => account === 0).slice(10, 13))
    Object.assign(follow, { followed_ms: undefined, position: undefined })
  const result = await measured(made)
  expect(result.limits.slice(0, 3)).toEqual([
    '4 followers were created more than a day after they followed: left out, since one of the two is wrong.',
    '3 followers without position or time of following were left out of the order.',
    '4 followers have a count of posts below 0, which is taken as not known.',
  ])
  expect(result.isNotable).toBe(false)
})

test('creation is read from ids that hold a time, and the same rows in another order give the same bytes', async () => {
  const made = deliver(people(7), 2, 100, 60, createRng(2))
  const kase = await caseOf({ ...made, accounts: made.accounts.map(({ created_ms: _, ...rest }) => rest) })
  await kase.db.run("update accounts set platform = 'twitter'")
  for (const [k, { created_ms }] of made.accounts.entries())
    if (created_ms !== undefined)
      await kase.db.run(`update accounts set account_id = '${(BigInt(created_ms) - 1_288_834_974_657n) << 22n}' where account_key = ${k}`)
  expect((await kase.measure(blocks, [GROUP]))[0]?.isNotable).toBe(true)
  kase.close()
  const again = { ...made, follows: shuffle([...made.follows], createRng(1)) }
  expect(JSON.stringify(await measured(again))).toBe(JSON.stringify(await measured(made)))
})
