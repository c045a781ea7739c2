/** Input made to break or to slow down: each must end, soon and with an answer. Linear growth at full size is in bench/near-duplicate-text.ts. */
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { createRng } from '../../statistics/index.js'
import { familiesOf } from '../index.js'
import { groupTexts } from './families.js'
import { NORMALISE_PARAMS } from './normalise.js'
import { CHUNK, packChunk } from './pack.js'
import { openSketching } from './pool.js'
import { createShingleSet } from './shingles.js'

const defaults = readParams(NORMALISE_PARAMS, {}, 'test')
const word = (rng: ReturnType<typeof createRng>, letters = 7) =>
  Array.from({ length: letters }, () => String.fromCharCode(97 + rng.below(26))).join('')

test('nothing, one text, only empty texts', async () => {
  expect(await familiesOf([])).toEqual([])
  expect(await familiesOf(['one text that is long enough to be an object of its own'])).toEqual([])
  expect(await familiesOf(['', '', ' '])).toEqual([])
})

test('a hundred thousand identical posts are one family, and one comparison', async () => {
  const text = 'the same words from everybody, a hundred thousand times over'
  const families = await familiesOf(Array.from({ length: 100_000 }, () => text))
  expect(families).toHaveLength(1)
  expect(families[0]?.members).toHaveLength(100_000)
  const { distinct } = await groupTexts([text, `${text}!`, text.toUpperCase()], defaults, () => undefined)
  expect(distinct).toHaveLength(1)
})

test('a megabyte of text, another with one word changed, and one of a single letter', async () => {
  const rng = createRng('megabyte')
  const words = Array.from({ length: 130_000 }, () => word(rng))
  const long = words.join(' ')
  words[65_000] = 'changed'
  const families = await familiesOf([long, 'a'.repeat(1_000_000), words.join(' '), 'a'.repeat(999_999)])
  expect(families.map(({ members }) => members)).toEqual([
    [0, 2],
    [1, 3],
  ])
})

test('one frame, thousands of texts that are not near: buckets stay short, nobody is taken for near', async () => {
  const rng = createRng('frame')
  const frame = Array.from({ length: 8 }, () => word(rng)).join(' ')
  // shared: 62 of about 190 shingles
  const texts = Array.from({ length: 6000 }, () => `${frame} ${Array.from({ length: 8 }, () => word(rng)).join(' ')}`)
  expect(await familiesOf(texts)).toEqual([])
})

test('thousands of slightly different texts in one bucket: families, each member near', async () => {
  const rng = createRng('bucket')
  const frame = Array.from({ length: 30 }, () => word(rng))
  const texts = Array.from({ length: 6000 }, () => {
    const words = [...frame]
    words[rng.below(30)] = word(rng)
    return words.join(' ')
  })
  const families = await familiesOf(texts)
  // two texts differ in at most two words of thirty: all are near each other
  expect(families).toHaveLength(1)
  expect(families[0]?.members).toHaveLength(6000)
})

test('scripts without spaces: one sign changed is near, another text is not', async () => {
  const texts = [
    '港口是我们大家的，不能卖给一家公司，请大家一起来反对这个计划，把这条消息传给你的朋友和家人吧',
    '港口是我们大家的，不能卖给一家公司，请大家一起来反对那个计划，把这条消息传给你的朋友和家人吧',
    '昨天晚上的比赛非常精彩，两支球队都踢得很好，最后一分钟才分出胜负，现场的观众都站起来鼓掌欢呼',
    'ท่าเรือเป็นของพวกเราทุกคน ไม่ใช่ของบริษัทเดียว ขอให้ทุกคนช่วยกันคัดค้านแผนนี้ด้วยกันนะครับ',
    'ท่าเรือเป็นของพวกเราทุกคนไม่ใช่ของบริษัทเดียว ขอให้ทุกคนช่วยกันคัดค้านแผนนั้นด้วยกันนะคะ',
  ]
  expect((await familiesOf(texts)).map(({ members }) => members)).toEqual([
    [0, 1],
    [3, 4],
  ])
})

test('look-alike letters, invisible signs, emoji and punctuation spread over a text do not hide it', async () => {
  const text = 'Vote for the new terminal, it brings three hundred jobs to our town and a better road'
  const hidden = 'Vоtе fоr thе nеw tеrminаl 🚢🚢 it\u200b brings thrее hundrеd jоbs!!! to оur tоwn & а bеttеr rоаd…'
  expect((await familiesOf([text, hidden]))[0]?.members).toEqual([0, 1])
})

test('shingle sets are exact where hashes meet, and sets of any size follow one another', () => {
  const rng = createRng('sets')
  const texts = Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: i % 7 === 0 ? 4000 : 3 + rng.below(60) }, () => 'abc'[rng.below(3)]).join(''),
  )
  const shingles = texts.map((text) => new Set(Array.from({ length: Math.max(0, text.length - 4) }, (_, at) => text.slice(at, at + 5))))
  const set = createShingleSet([packChunk(texts)])
  for (let i = 0; i < texts.length; i++) {
    const own = shingles[i] as Set<string>
    expect(set.load(i)).toBe(own.size)
    for (let j = 0; j < texts.length; j++) {
      const both = [...(shingles[j] as Set<string>)].filter((each) => own.has(each)).length
      expect(set.shared(j, 0)).toBe(both)
      expect(set.shared(j, both)).toBe(both)
      expect(set.shared(j, both + 1)).toBe(-1)
    }
  }
})

test('threads change nothing', async () => {
  const rng = createRng('threads')
  const frames = Array.from({ length: 40 }, () => Array.from({ length: 14 }, () => word(rng, 5)))
  const texts = Array.from({ length: CHUNK + 100 }, () => {
    const words = [...(frames[rng.below(40)] as string[])]
    for (let i = 0; i < 3; i++) words[rng.below(14)] = word(rng, 5)
    return words.join(' ')
  })
  const one = await groupTexts(texts, defaults, () => undefined, 1)
  const three = await groupTexts(texts, defaults, () => undefined, 3)
  expect(three.leader).toEqual(one.leader)
  expect(three.jaccard).toEqual(one.jaccard)
})

test('a cancel between two slices ends the work', async () => {
  const stop = new AbortController()
  const texts = Array.from({ length: 300 }, (_, i) => `a text of some length that is like the others, number ${i}`)
  const job = { signal: stop.signal, note: () => stop.abort() }
  await expect(familiesOf(texts, job)).rejects.toMatchObject({ problem: { code: 'cancelled/by-person' } })
})

/** Says in the keys that it has begun, since this thread would do the work itself otherwise. */
const BEGIN =
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ chunk, begun }) => { begun[0] = 1; chunk.keys[0] = 1;"

test.each([
  ['throws', "throw new Error('broken') })"],
  ['leaves', 'process.exit(3) })'],
])('a thread that %s before its work is done fails the step', async (_, code) => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
  try {
    writeFileSync(join(folder, 'worker.mjs'), `${BEGIN} ${code}`)
    const sketching = openSketching(2, pathToFileURL(join(folder, 'worker.mjs')))
    const chunk = packChunk(['one text or another'])
    sketching.add(chunk)
    while (chunk.keys[0] === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await expect(sketching.finish(async () => undefined)).rejects.toThrow(/broken|ended before its work was done/)
    sketching.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
