import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allPairs, crossPairs, distanceOf, ENOUGH, indexHashes, MATCH_BITS, packHashes, WORDS } from './hamming.js'

const ZERO = '0'.repeat(64)
const rows = (words: Uint32Array) => words.length / WORDS
function flipped(words: Uint32Array, row: number, flips: readonly number[]): Uint32Array {
  const out = words.slice(row * WORDS, (row + 1) * WORDS)
  for (const bit of new Set(flips)) out[bit >> 5]! ^= 1 << (bit & 31)
  return out
}
function naive(words: Uint32Array): string[] {
  const found: string[] = []
  for (let a = 0; a < rows(words); a++)
    for (let b = a + 1; b < rows(words); b++) {
      const distance = distanceOf(words, a, words, b)
      if (distance <= MATCH_BITS) found.push(`${a} ${b} ${distance}`)
    }
  return found.sort()
}
async function pairs(words: Uint32Array): Promise<string[]> {
  const found: string[] = []
  await allPairs(
    words,
    (a, b, distance) => found.push(`${a} ${b} ${distance}`),
    () => undefined,
  )
  return found.sort()
}

test('by hand: distance, and the limit of a match, spread over the bands in the worst way', async () => {
  expect(distanceOf(packHashes([ZERO, 'f'.repeat(64)]), 0, packHashes([ZERO, 'f'.repeat(64)]), 1)).toBe(256)
  expect(distanceOf(packHashes([ZERO]), 0, packHashes([`8${'0'.repeat(62)}3`]), 0)).toBe(3)
  // Two bits in each of 15 bands and one in the last: 31, found in one band only. Two in each of 16: 32, no match.
  const spread31 = `${'0003'.repeat(15)}0001`
  const spread32 = '0003'.repeat(16)
  expect(await pairs(packHashes([ZERO, spread31, spread32]))).toEqual(['0 1 31', '1 2 1'])
  expect(await pairs(packHashes([ZERO, ZERO, ZERO]))).toEqual(['0 1 0', '0 2 0', '1 2 0'])
  expect(await pairs(new Uint32Array(0))).toEqual([])
})

/** A few centres, and copies with up to 40 bits flipped, so that the limit itself is met often. */
const hashes = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(3), fc.array(fc.nat(255), { maxLength: 40 })), { minLength: 1, maxLength: 30 }),
  )
  .map(([centres, copies]) => {
    const base = packHashes(centres.map((bytes) => Buffer.from(bytes).toString('hex')))
    const words = new Uint32Array(copies.length * WORDS)
    for (const [i, [centre, flips]] of copies.entries()) words.set(flipped(base, centre % centres.length, flips), i * WORDS)
    return words
  })

test('all pairs are those of comparing each with each, once, with the distance', async () => {
  await fc.assert(
    fc.asyncProperty(hashes, async (words) => {
      expect(await pairs(words)).toEqual(naive(words))
    }),
    { numRuns: 15 },
  )
})

test('pairs of two lists, and a search that is told to end', async () => {
  await fc.assert(
    fc.asyncProperty(hashes, hashes, async (first, second) => {
      const found: string[] = []
      await crossPairs(
        first,
        second,
        (a, b, distance) => void found.push(`${a} ${b} ${distance}`),
        () => undefined,
      )
      const expected: string[] = []
      for (let a = 0; a < rows(first); a++)
        for (let b = 0; b < rows(second); b++) {
          const distance = distanceOf(first, a, second, b)
          if (distance <= MATCH_BITS) expected.push(`${a} ${b} ${distance}`)
        }
      expect(found.sort()).toEqual(expected.sort())
    }),
    { numRuns: 10 },
  )
  let seen = 0
  await allPairs(
    packHashes([ZERO, ZERO]),
    () => (seen++ >= 0 ? ENOUGH : undefined),
    () => undefined,
  )
  expect(seen).toBe(1)
})

test('a query finds every row within the limit, once', () => {
  fc.assert(
    fc.property(hashes, (words) => {
      const index = indexHashes(words)
      for (let row = 0; row < Math.min(5, rows(words)); row++) {
        const found: string[] = []
        index.near(words, row, (other, distance) => found.push(`${other} ${distance}`))
        const expected = Array.from({ length: rows(words) }, (_, other) => [other, distanceOf(words, row, words, other)] as const)
        expect(found.sort()).toEqual(
          expected.flatMap(([other, distance]) => (distance <= MATCH_BITS ? [`${other} ${distance}`] : [])).sort(),
        )
      }
    }),
    { numRuns: 30 },
  )
})

test('a cancel is obeyed between slices', async () => {
  let steps = 0
  const stop = () => {
    if (++steps > 3) throw new Error('cancelled')
  }
  await expect(allPairs(packHashes([ZERO, ZERO]), () => undefined, stop)).rejects.toThrow('cancelled')
})
