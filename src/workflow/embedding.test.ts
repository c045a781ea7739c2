import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCase } from '../store/index.js'
import { testFolder, testWorld } from '../store/test-case.js'
import { type EmbeddingPackages, openEmbedder } from './embedding.js'
import { importFiles } from './import.js'
import { replayCase } from './replay.js'
import { writeTestModel } from './test-model.js'
import { findTexts } from './texts.js'

let folder: ReturnType<typeof testFolder>
beforeEach(() => {
  folder = testFolder()
})
afterEach(() => folder.remove())

const WORDS = { other: [0, 0, 1], harbour: [1, 0, 0], puerto: [1, 0, 0], dog: [0, 1, 0], perro: [0, 1, 0] }

/** The two packages played by a table: what they are asked for is what the real ones take. */
const played = (inputNames = ['input_ids', 'attention_mask'], outputs = 'last_hidden_state'): EmbeddingPackages => ({
  runtime: {
    Tensor: class {
      constructor(
        readonly type: string,
        readonly data: BigInt64Array,
        readonly dims: readonly number[],
      ) {}
    },
    InferenceSession: {
      create: async () => ({
        inputNames,
        outputNames: [outputs],
        run: async (feeds) => {
          const ids = [...(feeds.input_ids as { data: BigInt64Array }).data].map(Number)
          const rows = ids.flatMap((id) => Object.values(WORDS)[id] as number[])
          return { [outputs]: { data: Float32Array.from(rows), dims: [1, ids.length, 3] } }
        },
      }),
    },
  },
  tokenizers: {
    Tokenizer: class {
      encode(text: string) {
        const ids =
          text
            .toLowerCase()
            .match(/\p{L}+/gu)
            ?.map((word) => Math.max(0, Object.keys(WORDS).indexOf(word))) ?? []
        return { ids, attention_mask: ids.map(() => 1) }
      }
    },
  },
})
const problem = (path: string, packages?: () => Promise<EmbeddingPackages>) =>
  openEmbedder(path, packages).then(
    () => null,
    (error) => error.problem,
  )

test('the mean over the pieces, of length 1; name and hash of the file', async () => {
  const path = writeTestModel(folder.path, WORDS)
  const embedder = await openEmbedder(path, async () => played())
  expect(embedder).toMatchObject({ name: 'model.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const [same, both] = await embedder.embed(['harbour puerto', 'harbour dog harbour dog'])
  expect([...(same as Float32Array)]).toEqual([1, 0, 0])
  expect((both as Float32Array)[0]).toBeCloseTo(Math.SQRT1_2, 6)
})

test('what is missing is said by name: the file, its tokenizer, the packages; a model that asks for pictures is no model of texts', async () => {
  expect(await problem(join(folder.path, 'none.onnx'))).toMatchObject({ code: 'usage/no-model' })
  writeFileSync(join(folder.path, 'alone.onnx'), 'x')
  expect(await problem(join(folder.path, 'alone.onnx'))).toMatchObject({ code: 'usage/no-tokenizer' })
  const path = writeTestModel(folder.path, WORDS)
  expect(await problem(path, async () => played(['pixel_values']))).toMatchObject({
    code: 'usage/bad-model',
    what: expect.stringContaining('it asks for an input pixel_values'),
  })
  if (!isInstalled('onnxruntime-node'))
    expect(await problem(path)).toMatchObject({ code: 'usage/no-package', what: expect.stringContaining('onnxruntime-node') })
  writeFileSync(join(folder.path, 'tokenizer.json'), '{')
  expect(await problem(path, async () => played())).toMatchObject({ code: 'usage/bad-model' })
})

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}
const skip = !isInstalled('onnxruntime-node') || !isInstalled('@huggingface/tokenizers')
/** 290 MB of binaries are not asked of everybody who runs the tests. */
test.skipIf(skip)(
  'the real packages and an ONNX file made here give the same (skipped unless onnxruntime-node and @huggingface/tokenizers are installed)',
  async () => {
    const embedder = await openEmbedder(writeTestModel(folder.path, WORDS))
    const [same, both] = await embedder.embed(['harbour puerto', 'Harbour dog'])
    expect([...(same as Float32Array)]).toEqual([1, 0, 0])
    expect((both as Float32Array)[1]).toBeCloseTo(Math.SQRT1_2, 6)
  },
)

test('families in two languages with vectors alike are linked, the model is in the ledger without its path, and a replay asks for it', async () => {
  const texts = {
    en: 'The harbour must stay open for the people who live in this city, harbour harbour harbour',
    es: 'El puerto debe seguir abierto para la gente que vive en esta ciudad, puerto puerto puerto',
    dog: 'My old dog sleeps all day long in the sun and never barks at anybody, dog dog dog dog dog',
  }
  const rows = Object.entries(texts).flatMap(([key, text]) =>
    [0, 1, 2].map((i) => `x,${key}${i},${key}${i},2026-01-01T00:0${i}:00Z,"${text}"`),
  )
  writeFileSync(join(folder.path, 'posts.csv'), `platform,post_id,account_id,posted_at,text\n${rows.join('\n')}\n`)
  const kase = await createCase(join(folder.path, 'c'))
  await importFiles(testWorld(), kase, [join(folder.path, 'posts.csv')], { format: 'csv' } as never)
  const plain = await findTexts(testWorld(), kase, { params: {}, seed: 7 })
  expect(plain.links).toEqual([])
  const real = await openEmbedder(writeTestModel(folder.path, WORDS), async () => played())
  const vectors = { The: [1, 0, 0], El: [0.9, Math.sqrt(1 - 0.81), 0], My: [0, 0, 1] }
  const embedder = {
    ...real,
    embed: async (given: readonly string[]) => given.map((text) => Float32Array.from(vectors[text.split(' ')[0] as 'The'])),
  }
  const found = await findTexts(testWorld(), kase, { params: {}, seed: 7, embedder })
  const idOf = (text: string) => found.families.find((family) => family.text === text)?.familyId
  expect(found.model).toEqual({ name: 'model.onnx', sha256: real.sha256 })
  expect(found.links.map(({ a, b, p, cosine }) => [[a, b].sort(), p, cosine])).toEqual([
    [[idOf(texts.en), idOf(texts.es)].sort(), null, 0.9],
  ])
  expect((await findTexts(testWorld(), kase, { params: { leastCosine: 0.95 }, seed: 7, embedder })).links).toEqual([])
  expect(JSON.stringify(await kase.ledger())).not.toContain(folder.path)
  kase.close()
  await expect(replayCase(testWorld(), kase.path, join(folder.path, 'again'))).rejects.toMatchObject({
    problem: { code: 'usage/model-needed' },
  })
})
