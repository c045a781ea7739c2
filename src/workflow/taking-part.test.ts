import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { writeDossiers } from './dossiers.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork } from './network.js'
import { validateNetwork } from './validate.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

interface Post {
  readonly by: string
  readonly object: string
  readonly author?: string
  readonly atSeconds: number
}

async function tested(name: string, posts: readonly Post[], params: Readonly<Record<string, unknown>>) {
  const rows = posts.map(
    ({ by, object, author = 'Z', atSeconds }, i) =>
      `x,p${i},${by},h${by},${new Date(Date.UTC(2026, 0, 1) + atSeconds * 1000).toISOString()},${object},${author}`,
  )
  const file = join(folder.path, `${name}.csv`)
  writeFileSync(file, ['platform,post_id,account_id,handle,posted_at,repost_of,repost_of_account', ...rows, ''].join('\n'))
  const kase = await createCase(join(folder.path, name))
  await importFiles(testWorld(), kase, [file], {})
  await buildNetwork(testWorld(), kase, {
    method: 'windowed-cooccurrence',
    trace: 'repost',
    params: { windowSeconds: 10, ...params },
    name: 'n',
    seed: 7,
  })
  await validateNetwork(testWorld(), kase, { networkId: 'n', params: {}, seed: 7 })
  await findGroups(testWorld(), kase, { networkId: 'n', method: 'components', params: { minSize: 2 }, seed: 7 })
  const edges = await kase.db.rows('select weight from edges join networks using (network_key) where network_id = $1', ['n'])
  const tests = await kase.db.rows('select shared, met, p, q from edge_tests')
  const [{ summary, baseline } = { summary: '', baseline: [] }] = await writeDossiers(testWorld(), kase, { seed: 7 })
  kase.close()
  return { edges, tests, summary, baseline }
}

/** Ten posts a day apart, reposted by eight of twenty accounts at any time, and by a and b within 3 s of one another. */
const crowd = (object: number): Post[] =>
  Array.from({ length: 8 }, (_, i) => ({
    by: `u${(object * 7 + i * 3) % 20}`,
    object: `o${object}`,
    atSeconds: object * 86_400 + 7_000 * (i + 1),
  }))
const pair = (object: number, author: string): Post[] =>
  ['a', 'b'].map((by, i) => ({ by, object: `o${object}`, author, atSeconds: object * 86_400 + 3600 + 3 * i }))
const objects = Array.from({ length: 10 }, (_, i) => i)

test('reposts of an own post take no part in the tests either: the numbers are those of the data without them', async () => {
  const author = (object: number) => (object < 8 ? '@HA' : 'Z')
  const all = objects.flatMap((object) => [...crowd(object), ...pair(object, author(object))])
  const withOwn = await tested('with', all, {})
  const without = await tested(
    'without',
    all.filter(({ by, author }) => by !== 'a' || author !== '@HA'),
    {},
  )
  expect(withOwn.edges).toEqual([{ weight: 2 }])
  expect(withOwn.tests).toMatchObject([{ shared: 2, met: 2 }])
  expect(withOwn.summary).toContain('met on 2 objects')
  expect(withOwn).toEqual(without)
  const counted = await tested('counted', all, { isSelfRepostExcluded: false })
  expect(counted.tests).toMatchObject([{ shared: 10, met: 10 }])
})

test('hubs that are left out, and accounts that act too seldom, take no part in the tests either', async () => {
  const few = objects.flatMap((object) => [...crowd(object), ...pair(object, 'Z')])
  const hubs = [20, 21, 22].flatMap((object) => [
    ...pair(object, 'Z'),
    ...Array.from({ length: 18 }, (_, i) => ({ by: `u${i}`, object: `o${object}`, atSeconds: object * 86_400 + 5_000 * i })),
  ])
  const seldom = Array.from({ length: 5 }, (_, i) => ({ by: `once${i}`, object: `o${i}`, atSeconds: i * 86_400 + 3601 }))
  const params = { hubCap: 15, hubMode: 'leave-out', minParticipation: 2 }
  const made = await tested('hubs', [...few, ...hubs, ...seldom], params)
  expect(made.edges).toEqual([{ weight: 10 }])
  expect(made.tests).toEqual((await tested('few', few, {})).tests)
  expect(made.tests).toMatchObject([{ shared: 10, met: 10 }])
  // What is left out of the data is left out of the shuffled data sets, so the group can be tested as a whole.
  expect(made.baseline.find(({ tested }) => tested?.nullModel === 'shuffle')?.measured.pValue).toBeLessThan(0.05)
})
