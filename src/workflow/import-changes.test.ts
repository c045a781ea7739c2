/** Accounts imported more than once: what later rows say otherwise is kept. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Case, createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { importFiles } from './import.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
beforeEach(async () => {
  folder = testFolder()
  kase = await createCase(join(folder.path, 'c.lockstep'))
})
afterEach(() => {
  kase.close()
  folder.remove()
})
let files = 0
async function load(...rows: readonly string[]): Promise<void> {
  const path = join(folder.path, `f${files++}.csv`)
  writeFileSync(path, `account_id,handle,created_at,posts_count,seen_at\n${rows.join('\n')}\n`)
  await importFiles(testWorld(), kase, [path], {})
}
const changes = () =>
  kase.db.rows(`select a.account_id as id, c.handle, c.posts_before as "from", c.posts_count as "to", c.seen_ms as ms, c.file_key as file, c.line
    from account_changes as c join accounts as a using (account_key) order by c.rowid`)

test('another handle and another number of posts in a later file are kept beside the first; the same in other letters, and blanks, are nothing', async () => {
  await load('x,old_name,2020-01-01T00:00:00Z,900,2026-03-01T00:00:00Z', 'y,@Why,2020-01-01T00:00:00Z,5,2026-03-01T00:00:00Z')
  expect(await changes()).toEqual([])
  await load('x,new_name,,20,2026-04-01T00:00:00Z', 'y,why,,,2026-04-01T00:00:00Z', 'z,first,2020-01-01T00:00:00Z,1,2026-04-01T00:00:00Z')
  const april = Date.UTC(2026, 3, 1)
  expect(await changes()).toEqual([{ id: 'x', handle: 'new_name', from: 900, to: 20, ms: april, file: 1, line: 2 }])
  await load('x,new_name,,30,', 'y,other,,5,2026-05-01T00:00:00Z')
  expect((await changes()).slice(1)).toEqual([
    { id: 'x', handle: null, from: 20, to: 30, ms: null, file: 2, line: 2 },
    { id: 'y', handle: 'other', from: null, to: null, ms: Date.UTC(2026, 4, 1), file: 2, line: 3 },
  ])
  expect(await kase.db.rows('select handle, posts_count from accounts order by account_id')).toEqual([
    { handle: 'old_name', posts_count: 900 },
    { handle: 'Why', posts_count: 5 },
    { handle: 'first', posts_count: 1 },
  ])
})

test('several rows of one file are read in the order of the time at which they were seen', async () => {
  await load('x,third,,3,2026-03-03T00:00:00Z', 'x,first,,1,2026-03-01T00:00:00Z', 'x,second,,2,2026-03-02T00:00:00Z')
  expect((await changes()).map(({ handle, from, to }) => [handle, from, to])).toEqual([
    ['second', 1, 2],
    ['third', 2, 3],
  ])
})

test('as many renames as a plain walk through the snapshots finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('a', 'A', 'b', 'c', ''), { minLength: 1, maxLength: 4 }), async (handles) => {
      const id = `p${files}`
      for (const handle of handles) await load(`${id},${handle},,,`, `other${files},,,,`)
      let [last, renames] = ['', 0]
      for (const handle of handles.map((each) => each.toLowerCase()).filter(Boolean)) {
        if (last && handle !== last) renames++
        last = handle
      }
      const { n } = await kase.db.row<{ n: number }>(
        `select count(*) as n from account_changes join accounts using (account_key) where account_id = '${id}'`,
      )
      expect(n).toBe(renames)
    }),
    { numRuns: 4 },
  )
})

test('a forgotten account leaves none of its handles', async () => {
  await load('x,old_name,,9,', 'y,why,,5,')
  await load('x,new_name,,9,', 'y,because,,5,')
  await forgetAccount(testWorld(), kase, { account: 'x' })
  expect((await changes()).map(({ id }) => id)).toEqual(['y'])
})
