import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SIGNALS } from '../signals/index.js'
import { type Case, createCase, openCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { forgetAccount } from './forget.js'
import { findGroups } from './groups.js'
import { importFiles } from './import.js'
import { buildNetwork } from './network.js'
import { replayCase } from './replay.js'
import { makeNamer } from './report.js'
import { measureSignals, readSignals, writeSignalPictures } from './signals.js'
import { verifyCase } from './verify.js'

let folder: ReturnType<typeof testFolder>
let kase: Case
const world = testWorld()

/** Two crews of four repost together every day; twenty others on their own. */
beforeEach(async () => {
  folder = testFolder()
  const rows = ['platform,post_id,account_id,handle,posted_at,text,repost_of,repost_of_account']
  const add = (account: string, object: string, ms: number) =>
    rows.push(
      `skiff,${object}-${account},${account},h_${account},${new Date(Date.UTC(2026, 0, 1) + ms).toISOString()},words,${object},source`,
    )
  for (let day = 0; day < 12; day++) {
    for (const crew of ['a', 'b'])
      for (let i = 0; i < 4; i++) add(`${crew}${i}`, `${crew}${day}`, day * 86_400_000 + (crew === 'a' ? 1 : 2) * 3_600_000 + i * 7000)
    for (let k = 0; k < 20; k++) add(`z${k}`, `o${(k * 7 + day) % 40}`, day * 86_400_000 + ((k * 5 + day * 3) % 23) * 3_600_000)
  }
  const path = join(folder.path, 'posts.csv')
  writeFileSync(path, `${rows.join('\n')}\n`)
  kase = await createCase(join(folder.path, 'c'))
  await importFiles(world, kase, [path], { format: 'csv' })
  const { networkId } = await buildNetwork(world, kase, { method: 'windowed-cooccurrence', trace: 'repost', params: {}, seed: 7 })
  await findGroups(world, kase, { networkId, method: 'leiden', params: {}, seed: 7 })
})
afterEach(() => {
  kase.close()
  folder.remove()
})

test('every signal of every group is kept and read back in order; again, and of one group alone, it is the same but for what it is corrected for', async () => {
  const written = await measureSignals(world, kase, { params: {}, seed: 7 })
  expect(written).toHaveLength(2 * SIGNALS.length)
  const read = await readSignals(kase)
  expect(read.map(({ groupId, signalId }) => `${groupId} ${signalId}`)).toEqual(
    ['G01', 'G02'].flatMap((id) => SIGNALS.map((signal) => `${id} ${signal.id}`)),
  )
  expect(new Set(read.map((each) => JSON.stringify(each)))).toEqual(new Set(written.map((each) => JSON.stringify(each))))
  const alone = await measureSignals(world, kase, { groupIds: ['G02'], signalIds: ['automation'], params: {}, seed: 7 })
  const before = written.find(({ groupId, signalId }) => groupId === 'G02' && signalId === 'automation')
  expect(alone.map(({ pValue, measures }) => ({ pValue, measures }))).toEqual([{ pValue: before?.pValue, measures: before?.measures }])
  expect(alone[0]?.qValue).toBeGreaterThanOrEqual(before?.qValue ?? 2)
})

test('a parameter goes to the signals that have it; what nobody has and unknown names are refused', async () => {
  const few = await measureSignals(world, kase, { params: { draws: '19', level: '0.5' }, seed: 7 })
  expect(few.flatMap(({ measures }) => measures.map(({ baseline }) => baseline?.draws ?? 19)).every((draws) => draws <= 19)).toBe(true)
  await expect(measureSignals(world, kase, { params: { drows: '19' }, seed: 7 })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-parameter' },
  })
  await expect(measureSignals(world, kase, { params: {}, signalIds: ['automatic'], seed: 7 })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-signal' },
  })
  await expect(measureSignals(world, kase, { params: {}, groupIds: ['G99'], seed: 7 })).rejects.toMatchObject({
    problem: { code: 'usage/unknown-group' },
  })
})

test('the step is verified and replayed; groups found anew and a forgotten account take the signals away', async () => {
  await measureSignals(world, kase, { params: {}, seed: 7 })
  kase.close()
  const path = join(folder.path, 'c')
  expect((await verifyCase(world, path)).checks.filter(({ name, outcome }) => outcome !== 'passed' && name !== 'traces')).toEqual([])
  expect((await replayCase(world, path, join(folder.path, 'again'))).isSame).toBe(true)
  kase = await openCase(path, { mode: 'write' })
  await forgetAccount(world, kase, { account: 'a0' })
  const after = await readSignals(kase)
  expect(after.map(({ groupId }) => groupId).sort()).toEqual(['G01', 'G02'].flatMap((id) => SIGNALS.map(() => id)))
  await findGroups(world, kase, { networkId: 'repost-60s', method: 'components', params: {}, seed: 7 })
  expect(await readSignals(kase)).toEqual([])
})

test('pictures are files of their own, with short names and no script', async () => {
  const results = await measureSignals(world, kase, { params: {}, seed: 7 })
  const namer = await makeNamer(kase, { reveal: false, keyFile: join(folder.path, 'key') })
  const paths = writeSignalPictures(results, join(folder.path, 'pictures'), namer)
  expect(readdirSync(join(folder.path, 'pictures')).length).toBe(paths.length)
  expect(paths.length).toBeGreaterThan(3)
  for (const path of paths) {
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(text).not.toMatch(/h_[abz]\d|NaN|<script/)
  }
})
