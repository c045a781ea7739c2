import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nameTexts } from '../outputs/index.js'
import { createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { importFiles } from './import.js'
import { replayCase } from './replay.js'
import { makeNamer } from './report.js'
import { chooseFamily, findTexts, readTexts, writeTextsPicture } from './texts.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

const NAMES = ['Anna', 'Berta', 'Carla', 'Dora', 'Emil', 'Fritz']

async function caseOf(texts: readonly string[]) {
  const rows = texts.map(
    (text, i) => `x,${i},a${i},name_${i},${new Date(Date.UTC(2026, 0, 1) + 10_000 * i).toISOString()},"${text.replaceAll('"', '""')}"`,
  )
  writeFileSync(join(folder.path, 'posts.csv'), `platform,post_id,account_id,handle,posted_at,text\n${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv' } as never)
  return kase
}
const pills = NAMES.map((name, i) => `Hello @name_${i}, I am ${name} and I never slept as well in my life as with these pills <b>`)

test('families are kept in the case, replayed and verified; an account that is forgotten is in them no more', async () => {
  const kase = await caseOf(pills)
  const texts = await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  expect(texts).toMatchObject({ all: 1, model: null, links: [], families: [{ familyId: 'T01', posts: 6, accounts: 6 }] })
  expect(await readTexts(kase)).toEqual(JSON.parse(JSON.stringify(texts)))
  expect((await findTexts(testWorld(), kase, { params: { leastAccounts: 7 }, seed: 7 })).families).toEqual([])
  await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  kase.close()
  expect((await replayCase(testWorld(), kase.path, join(folder.path, 'again'))).isSame).toBe(true)
  expect((await verifyCase(testWorld(), kase.path)).failed).toBe(0)
  const again = await openCase(kase.path, { mode: 'write' } as never)
  await forgetAccount(testWorld(), again, { account: 'a0' })
  const after = await readTexts(again)
  expect(after?.families).toMatchObject([{ posts: 5, accounts: 5 }])
  expect(JSON.stringify(after)).not.toMatch(/Anna|name_0/)
  again.close()
})

test('handles in texts, slots and examples are short names unless shown on purpose; the picture is a whole file without markup of posts', async () => {
  const kase = await caseOf(pills)
  const texts = await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  const namer = await makeNamer(kase, { reveal: false, keyFile: join(folder.path, 'key') })
  const shown = JSON.stringify(nameTexts(texts, namer))
  expect(shown).not.toMatch(/name_\d/)
  expect(shown).not.toContain('"postId"')
  const path = join(folder.path, 'T01.svg')
  writeTextsPicture(texts, chooseFamily(texts, 'T01'), path, namer)
  const svg = readFileSync(path, 'utf8')
  expect(svg).toContain('slot1')
  expect(svg).not.toMatch(/name_\d|<b>|<script/)
  writeTextsPicture(texts, null, join(folder.path, 'all.svg'), namer)
  expect(existsSync(join(folder.path, 'all.svg'))).toBe(true)
  kase.close()
})

test('a clear word each: no texts, no such family, a bad parameter', async () => {
  writeFileSync(
    join(folder.path, 'links.csv'),
    'platform,post_id,account_id,posted_at,urls\nx,1,a,2026-01-01T00:00:00Z,https://x.example/1\n',
  )
  const none = await createCase(join(folder.path, 'none'))
  await importFiles(testWorld(), none, [join(folder.path, 'links.csv')], { format: 'csv' } as never)
  await expect(findTexts(testWorld(), none, { params: {}, seed: 7 })).rejects.toMatchObject({ problem: { code: 'usage/no-texts' } })
  expect(await readTexts(none)).toBeNull()
  none.close()
  const kase = await caseOf(pills)
  await expect(findTexts(testWorld(), kase, { params: { families: 0 }, seed: 7 })).rejects.toMatchObject({
    problem: { code: 'usage/bad-parameter' },
  })
  const texts = await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  expect(() => chooseFamily(texts, 'T02')).toThrow('unknown family')
  kase.close()
})

test('a cancel leaves what was described before', async () => {
  const kase = await caseOf(pills)
  await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  const stop = new AbortController()
  stop.abort()
  await expect(findTexts(testWorld(stop.signal), kase, { params: { leastAccounts: 3 }, seed: 7 })).rejects.toThrow()
  expect((await readTexts(kase))?.params).toMatchObject({ leastAccounts: 2 })
  kase.close()
})
