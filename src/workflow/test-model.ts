/** For tests only: an ONNX model of some hundred bytes, the rows of a table looked up by `input_ids`, with a tokenizer of whole words. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
const field = (number: number, value: number | string | readonly number[]): number[] => {
  if (typeof value === 'number') return [...varint(number << 3), ...varint(value)]
  const bytes = typeof value === 'string' ? [...Buffer.from(value)] : value
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes]
}

const FLOAT = 1
const INT64 = 7
const dim = (size: number | string) => field(1, typeof size === 'number' ? field(1, size) : field(2, size))
const value = (name: string, type: number, dims: readonly (number | string)[]) => [
  ...field(1, name),
  ...field(2, field(1, [...field(1, type), ...field(2, dims.flatMap(dim))])),
]

/** `words`: word → its vector; the first is what any other word is. Gives the path of the model. */
export function writeTestModel(folder: string, words: Readonly<Record<string, readonly number[]>>): string {
  const rows = Object.values(words)
  const size = (rows[0] as readonly number[]).length
  const table = Float32Array.from(rows.flat())
  const initializer = [
    ...field(1, rows.length),
    ...field(1, size),
    ...field(2, FLOAT),
    ...field(8, 'table'),
    ...field(9, [...new Uint8Array(table.buffer)]),
  ]
  const node = [...field(1, 'table'), ...field(1, 'input_ids'), ...field(2, 'last_hidden_state'), ...field(4, 'Gather')]
  const graph = [
    ...field(1, node),
    ...field(2, 'test'),
    ...field(5, initializer),
    ...field(11, value('input_ids', INT64, [1, 'length'])),
    ...field(12, value('last_hidden_state', FLOAT, [1, 'length', size])),
  ]
  const model = [...field(1, 8), ...field(7, graph), ...field(8, [...field(1, ''), ...field(2, 13)])]
  const path = join(folder, 'model.onnx')
  writeFileSync(path, Uint8Array.from(model))
  const vocab = Object.fromEntries(Object.keys(words).map((word, i) => [word, i]))
  const tokenizer = {
    version: '1.0',
    added_tokens: [],
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordPiece', vocab, unk_token: Object.keys(words)[0], continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
  }
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer))
  return path
}
