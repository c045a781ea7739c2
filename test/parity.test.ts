/**
 * Two published tools, edge by edge, by way of the command line on the CSV file: every edge, weight and (CooRTweet) mean gap to the printed digits. The reference
 * files were written by the tools themselves; their digests stand here, so that a run says what it compared with.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, lockstep } from './lockstep.js'
import { sharedData } from './shared-data.js'

const data = sharedData('coortweet-russian')
let folder: string
beforeAll(() => {
  if (!data) return
  folder = emptyFolder()
  expect(lockstep(folder, ['init', 'russian']).code).toBe(0)
  const ran = lockstep(folder, ['import', 'russian', join(data, 'russian_coord_tweets.csv.gz')])
  expect(ran.code, ran.err).toBe(0)
})

function lines(text: string): string[][] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
}
function reference(file: string, digest: string): string[][] {
  const bytes = readFileSync(join(data as string, 'reference', file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(digest)
  return lines(text)
}
function edges(name: string, method: string, flags: readonly string[]): string[][] {
  const built = lockstep(folder, ['network', 'russian', method, '--trace', 'given', '--name', name, ...flags])
  expect(built.code, built.err).toBe(0)
  const file = join(folder, `${name}.csv`)
  const out = lockstep(folder, ['export', 'russian', name, '--as', 'csv', '--reveal', '--reason', 'ids are hashes', '-o', file])
  expect(out.code, out.err).toBe(0)
  return lines(readFileSync(file, 'utf8'))
}

const COORTWEET = [
  ['russian_w10_mp2.csv', '10s', '2', 442, '434440fb2351d190'],
  ['russian_w60_mp2.csv', '60s', '2', 3721, '557d9401f4d0f675'],
  ['russian_w60_mp5.csv', '60s', '5', 1193, '29cc25b533f79df5'],
  ['russian_w3600_mp2.csv.gz', '1h', '2', 169_781, '1e7b35f255d47cca'],
] as const

test.skipIf(!data).each(COORTWEET)('CooRTweet %s', (file, window, minimum, count, digest) => {
  const expected = reference(file, digest)
    .map(([from, to, weight, mean]) => `${from} ${to} ${weight} ${mean}`)
    .sort()
  const ours = edges(`w${window}-${minimum}`, 'coortweet', ['--window', window, '--min-participation', minimum])
  expect(ours.length).toBe(count)
  expect(ours.map(([a, b, weight, , , , , mean]) => `${a} ${b} ${weight} ${Number(mean).toFixed(6)}`).sort()).toEqual(expected)
})

const TOOLKIT = [
  ['cnt_russian_co_retweet_w10_minw1.csv', '10s', '1', 2200, 16, '2bdece81caac2e20'],
  ['cnt_russian_co_retweet_w60_minw1.csv', '60s', '1', 12_470, 58, 'a03de306c6474e6b'],
  ['cnt_russian_co_retweet_w60_minw2.csv', '60s', '2', 153, 58, '559d1a16a3c35149'],
] as const

test.skipIf(!data).each(TOOLKIT)('coordination-network-toolkit %s', (file, window, minimum, count, loops, digest) => {
  const expected = reference(file, digest)
    .map(([from, to, weight]) => `${from} ${to} ${weight}`)
    .sort()
  const ours = edges(`t${window}-${minimum}`, 'coordination-network-toolkit', ['--window', window, '--min-weight', minimum])
  expect(ours.length).toBe(count)
  expect(ours.filter(([a, b]) => a === b).length).toBe(loops)
  expect(ours.map(([a, b, weight]) => `${a} ${b} ${weight}`).sort()).toEqual(expected)
})
