import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clusterItems, type MediaItem, nearness } from './clusters.js'
import { MATCH_BITS } from './hamming.js'

const none = () => undefined
/** A hash in which just these bits are set, bit 0 the last of the last digit. */
const withBits = (bits: readonly number[]) => {
  const digits = new Array<number>(64).fill(0)
  for (const bit of bits) digits[63 - (bit >> 2)]! |= 1 << (bit & 3)
  return digits.map((digit) => digit.toString(16)).join('')
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const item = (hash: string, rest: Partial<MediaItem> = {}): MediaItem => ({ hash, uses: 1, turned: [], variants: [], ...rest })

test('by hand: a chain of pictures, each near the next, is no one cluster', async () => {
  // 0, 20, 40, 60, 80 bits: neighbours are 20 apart, the next but one 40.
  const chain = [0, 20, 40, 60, 80].map((bits) => item(withBits(range(0, bits))))
  const { leader, distance } = await clusterItems(chain, none)
  // Those in the middle are near three pictures each; of equals the lesser hash leads: 20 bits. It takes 0 and 40; 60 is near 40 and 80 but leads, since 40 is taken.
  expect([...leader]).toEqual([1, 1, 1, 3, 3])
  expect([...distance]).toEqual([20, 0, 20, 0, 20])
})

test('the picture near most posts leads; the nearest leader takes a picture', async () => {
  // 30 bits of 50 are set: near both ends, which are not near each other.
  const ends = [item(withBits([]), { uses: 9 }), item(withBits(range(0, 50)), { uses: 8 })]
  const middle = item(withBits(range(0, 30)))
  expect([...(await clusterItems([...ends, middle], none)).leader]).toEqual([2, 2, 2])
  // Each end has 20 posts of its own near by: 30 and 29 posts against the middle's 18. The middle is 30 bits from the first, 20 from the second.
  const own = [item(withBits(range(200, 230)), { uses: 20 }), item(withBits([...range(0, 50), ...range(200, 230)]), { uses: 20 })]
  const { leader, distance } = await clusterItems([...ends, middle, ...own], none)
  expect([...leader]).toEqual([0, 1, 1, 0, 1])
  expect([...distance]).toEqual([0, 0, 20, 30, 30])
})

test('a mirrored copy belongs, found by either hash; a variant of one, too; the evidence says which', async () => {
  const mirror = withBits(range(100, 200))
  const original = item(withBits(range(0, 90)), { turned: [{ name: 'mirrored', hash: mirror }], uses: 2 })
  const copy = item(withBits(range(100, 210)))
  expect([...(await clusterItems([copy, original], none)).leader]).toEqual([1, 1])
  expect(nearness(original, copy)).toEqual({ distance: 10, how: 'mirrored' })
  expect(nearness(copy, original)).toEqual({ distance: 10, how: 'mirrored' })
  const cropped = item(withBits(range(120, 250)))
  const whole = item(withBits(range(0, 90)), { variants: [{ name: 'crop-left', hash: withBits(range(120, 245)) }] })
  expect([...(await clusterItems([cropped, whole], none)).leader]).toEqual([1, 1])
  expect([...(await clusterItems([{ ...cropped, uses: 5 }, whole], none)).leader]).toEqual([0, 0])
  expect(nearness(whole, cropped)).toEqual({ distance: 5, how: 'crop-left' })
  expect(nearness(original, whole)).toEqual({ distance: 0, how: '' })
})

const some = fc
  .array(fc.tuple(fc.nat(3), fc.array(fc.nat(255), { maxLength: 24 }), fc.integer({ min: 1, max: 4 })), { maxLength: 24 })
  .map((all) =>
    all.map(([centre, flips, uses]) => {
      const bits = new Set(range(centre * 40, centre * 40 + 60))
      for (const flip of flips) if (!bits.delete(flip)) bits.add(flip)
      return item(withBits([...bits]), { uses })
    }),
  )

test('each member is within the limit of its leader, leaders are apart, and the order of the list is no matter', async () => {
  await fc.assert(
    fc.asyncProperty(some, async (items) => {
      const { leader, distance } = await clusterItems(items, none)
      const hash = (i: number) => (items[i] as MediaItem).hash
      for (let i = 0; i < items.length; i++) {
        const leads = leader[i] as number
        expect(nearness(items[i] as MediaItem, items[leads] as MediaItem).distance).toBe(distance[i])
        expect(distance[i]).toBeLessThanOrEqual(MATCH_BITS)
        expect(leader[leads]).toBe(leads)
        for (const other of new Set(leader))
          expect(nearness(items[i] as MediaItem, items[other] as MediaItem).distance >= (distance[i] as number)).toBe(true)
      }
      const leaders = [...new Set(leader)]
      for (const a of leaders)
        for (const b of leaders)
          if (a !== b) expect(nearness(items[a] as MediaItem, items[b] as MediaItem).distance).toBeGreaterThan(MATCH_BITS)
      const reversed = await clusterItems(items.toReversed(), none)
      expect(Array.from(reversed.leader, (each) => hash(items.length - 1 - each)).reverse()).toEqual(Array.from(leader, hash))
    }),
    { numRuns: 12 },
  )
})

test('many equal pictures are one, without comparing each with each', async () => {
  const { leader } = await clusterItems(
    Array.from({ length: 200_000 }, () => item(withBits([3]))),
    none,
  )
  expect(new Set(leader)).toEqual(new Set([0]))
})
