/**
 * Vectors of texts by a model that a person gives: an ONNX file with `tokenizer.json` (and `tokenizer_config.json`, where there is one) beside it (as sentence-embedding models are published), read from the disk and never fetched. The model runs in
 * `onnxruntime-node`, the tokenizer in `@huggingface/tokenizers`; neither comes with Lockstep (the first is 290 MB), and what is missing is said by name.
 * The vector of a text is the output `sentence_embedding` where the model has one, else the mean over the pieces of its first output (mean pooling: Reimers & Gurevych, EMNLP 2019,
 * doi:10.18653/v1/D19-1410), brought to length 1. Texts go in one by one, so that no padding touches them; the first `MOST_PIECES` pieces of a text count.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail } from '../model/index.js'
import { hashFile } from '../store/index.js'

export interface Embedder {
  readonly name: string
  readonly sha256: string
  /** A vector of length 1 for each text. */
  embed(texts: readonly string[]): Promise<Float32Array[]>
}

interface Tensor {
  readonly data: ArrayLike<number>
  readonly dims: readonly number[]
}
interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, Tensor>>>
}
/** As much of the two packages as is used. */
export interface EmbeddingPackages {
  readonly runtime: {
    readonly InferenceSession: { create(path: string, options: object): Promise<Session> }
    readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown
  }
  readonly tokenizers: {
    readonly Tokenizer: new (
      tokenizer: object,
      config: object,
    ) => { encode(text: string): { readonly ids: readonly number[]; readonly attention_mask: readonly number[] } }
  }
}

const MOST_PIECES = 256
const UNCHANGED = 'nothing was written'

/** Not named to the compiler: they need not be there. */
async function loadPackages(): Promise<EmbeddingPackages> {
  const load = async (name: string) => {
    try {
      return await import(name)
    } catch (error) {
      return fail(
        {
          code: 'usage/no-package',
          what: `--embedding-model needs the package ${name}, which is not installed`,
          fix: `install it beside Lockstep: npm install --no-save ${name}; or leave --embedding-model out`,
          unchanged: UNCHANGED,
        },
        error,
      )
    }
  }
  return { runtime: await load('onnxruntime-node'), tokenizers: await load('@huggingface/tokenizers') }
}

/** @throws ProblemError `usage/no-model`, `usage/no-tokenizer`, `usage/no-package`, `usage/bad-model` */
export async function openEmbedder(given: string, packages: () => Promise<EmbeddingPackages> = loadPackages): Promise<Embedder> {
  const path = resolve(given)
  const beside = join(dirname(path), 'tokenizer.json')
  if (!existsSync(path))
    fail({
      code: 'usage/no-model',
      what: 'the embedding model is not there',
      where: { file: path },
      fix: 'name an ONNX file on this machine; Lockstep fetches none',
      unchanged: UNCHANGED,
    })
  if (!existsSync(beside))
    fail({
      code: 'usage/no-tokenizer',
      what: 'tokenizer.json does not lie beside the embedding model',
      where: { file: beside },
      fix: 'put the tokenizer.json that the model was published with into the same folder',
      unchanged: UNCHANGED,
    })
  const { runtime, tokenizers } = await packages()
  try {
    const session = await runtime.InferenceSession.create(path, { executionProviders: ['cpu'] })
    const tokenizer = new tokenizers.Tokenizer(readJson(beside) ?? {}, readJson(join(dirname(path), 'tokenizer_config.json')) ?? {})
    const embedOne = async (text: string): Promise<Float32Array> => {
      const { ids, attention_mask } = tokenizer.encode(text)
      const cut = <T>(list: readonly T[]) => list.slice(0, MOST_PIECES)
      const tensor = (values: readonly number[]) => new runtime.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length])
      const known: Readonly<Record<string, readonly number[]>> = {
        input_ids: cut(ids),
        attention_mask: cut(attention_mask),
        token_type_ids: cut(ids.map(() => 0)),
      }
      const feeds = session.inputNames.map((name) => [name, tensor(known[name] ?? failInput(name))])
      const out = await session.run(Object.fromEntries(feeds))
      return vectorOf(out.sentence_embedding ?? (out[session.outputNames[0] as string] as Tensor))
    }
    const embedder: Embedder = {
      name: basename(path),
      sha256: await hashFile(path),
      embed: async (texts) => {
        const vectors: Float32Array[] = []
        for (const text of texts) vectors.push(await embedOne(text))
        return vectors
      },
    }
    await embedder.embed(['a'])
    return embedder
  } catch (error) {
    return fail(
      {
        code: 'usage/bad-model',
        what: `the embedding model cannot be used: ${String((error as Error).message).slice(0, 200)}`,
        where: { file: path },
        fix: 'give a sentence-embedding model in ONNX whose inputs are input_ids, attention_mask and token_type_ids or some of them, with its own tokenizer.json',
        unchanged: UNCHANGED,
      },
      error,
    )
  }
}

function readJson(path: string): object | null {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

function failInput(name: string): never {
  throw new Error(`it asks for an input ${name}`)
}

function vectorOf({ data, dims }: Tensor): Float32Array {
  const size = dims.at(-1) ?? 0
  const rows = size === 0 ? 0 : data.length / size
  const vector = new Float64Array(size)
  for (let i = 0; i < rows; i++) for (let k = 0; k < size; k++) vector[k] = (vector[k] as number) + Number(data[i * size + k])
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  if (!(length > 0 && Number.isFinite(length))) throw new Error('it gives no vector')
  return Float32Array.from(vector, (value) => value / length)
}
