/** Pictures laid over each other, on scenes that the bench draws. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captioned, framed, overwritten } from '../../../bench/media/changes.js'
import { lookAt } from '../../../bench/media/look-at.js'
import { box, copyOf, type Picture, scene } from '../../../bench/media/scenes.js'
import { lookFromBytes, lookToBytes } from '../../model/index.js'
import { cut, mirrored, scaled } from '../../sources/media/luma.js'
import { frameOf } from '../../sources/media/margins.js'
import { lumaOf } from '../../sources/media/pdq.js'
import { regionsOf } from '../../sources/media/regions.js'
import { createRng } from '../../statistics/index.js'
import { type Comparison, compareLooks, guessesOf } from './compare.js'
import { isWeak, joinCopies, type Tie } from './join.js'
import { alignByRegions, bitsApart } from './region-match.js'
import { searchRegions } from './region-search.js'

const luma = ({ rgb, width, height }: Picture) => lumaOf(rgb, width, height, 3)
function part(picture: Picture, left: number, top: number, right: number, bottom: number): Picture {
  const rgb = new Uint8Array((right - left) * (bottom - top) * 3)
  for (let y = top; y < bottom; y++)
    rgb.set(picture.rgb.subarray((y * picture.width + left) * 3, (y * picture.width + right) * 3), (y - top) * (right - left) * 3)
  return { width: right - left, height: bottom - top, rgb }
}
function flopped(picture: Picture): Picture {
  const out = copyOf(picture)
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++)
      for (let c = 0; c < 3; c++)
        out.rgb[(y * picture.width + x) * 3 + c] = picture.rgb[(y * picture.width + picture.width - 1 - x) * 3 + c] as number
  return out
}
function compare(a: Picture, b: Picture): Comparison {
  const [one, other] = [lookAt(a), lookAt(b)]
  return compareLooks(one, other, guessesOf(one, other)) as Comparison
}
const base = scene(2, 'street')

test('scaling keeps the mean; a picture scaled to its own size, mirrored twice or cut whole is itself', () => {
  const picture = luma(base)
  const small = scaled(picture, 60, 45)
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs(mean(small.pixels) - mean(picture.pixels))).toBeLessThan(0.01)
  expect([...scaled({ width: 2, height: 1, pixels: Float32Array.of(0, 100) }, 1, 1).pixels]).toEqual([50])
  expect([...scaled({ width: 3, height: 1, pixels: Float32Array.of(0, 90, 30) }, 2, 1).pixels]).toEqual([30, 50])
  expect([...scaled({ width: 2, height: 1, pixels: Float32Array.of(0, 100) }, 4, 1).pixels]).toEqual([0, 25, 75, 100])
  expect(mirrored(mirrored(picture))).toEqual(picture)
  expect(cut(picture, { left: 0, top: 0, right: picture.width, bottom: picture.height })).toEqual(picture)
})

test('margins and caption bars are told to the pixel; a plain picture and one colour have none', () => {
  const inner = scene(5, 'texture')
  const { width, height } = inner
  const whole = { left: 0, top: 0, right: width, bottom: height }
  expect(frameOf(luma(inner))).toEqual({ content: whole, picture: whole })
  const boxed = framed(inner, 0.1, 0.2, 0.05, 0, [255, 255, 255])
  const [left, top] = [Math.round(width * 0.1), Math.round(height * 0.2)]
  expect(frameOf(luma(boxed)).content).toEqual({ left, top, right: left + width, bottom: top + height })
  const plain = { width: 64, height: 64, rgb: new Uint8Array(64 * 64 * 3).fill(90) }
  const all = { left: 0, top: 0, right: 64, bottom: 64 }
  expect(frameOf(luma(plain))).toEqual({ content: all, picture: all })
  const under = captioned(inner, createRng('a bar'))
  const { picture } = frameOf(luma(under))
  expect([picture.right - picture.left, picture.bottom - picture.top]).toEqual([width, height])
})

test('regions of the mirrored picture are the mirrored regions; a picture without detail has none; a look goes through bytes unchanged', () => {
  const picture = luma(base)
  const [plain, turned] = [regionsOf(picture), regionsOf(mirrored(picture))]
  expect(plain.count).toBeGreaterThan(20)
  const side = Math.max(base.width, base.height)
  let found = 0
  for (let i = 0; i < plain.count; i++)
    for (let j = 0; j < turned.count; j++)
      if (
        Math.abs(base.width / side - (plain.x[i] as number) - (turned.x[j] as number)) < 0.005 &&
        Math.abs((plain.y[i] as number) - (turned.y[j] as number)) < 0.005 &&
        bitsApart(plain.mirrorBits, i, turned.bits, j) <= 8
      ) {
        found++
        break
      }
  expect(found / plain.count).toBeGreaterThan(0.9)
  expect(regionsOf({ width: 100, height: 100, pixels: new Float32Array(10_000).fill(7) }).count).toBe(0)
  const { hashes: _, quality: __, ...look } = lookAt(base)
  const bytes = lookToBytes(look)
  expect(lookFromBytes(bytes)).toEqual(look)
  expect(lookFromBytes(bytes.subarray(0, bytes.length - 1))).toBeNull()
  expect(lookFromBytes(new Uint8Array(0))).toBeNull()
})

test('a crop, a mirror, a border, a caption and a mark are copies, and what was done is told', () => {
  const { width, height } = base
  const crop = compare(base, part(base, width * 0.1, height * 0.1, width * 0.9, height * 0.9))
  expect(crop.same).toBe(true)
  expect(crop.changes).toEqual([{ kind: 'crop', of: 'second', kept: expect.closeTo(0.64, 1) }])
  expect(isWeak(crop)).toBe(false)
  expect(compare(base, flopped(base)).changes).toEqual([{ kind: 'mirror' }])
  expect(compare(base, framed(base, 0.1, 0.1, 0.1, 0.1, [0, 0, 0]))).toMatchObject({
    same: true,
    changes: [{ kind: 'border', of: 'second' }],
  })
  const caption = compare(captioned(base, createRng(1)), base)
  expect(caption).toMatchObject({ same: true, changes: [{ kind: 'caption-bar', of: 'first' }] })
  expect(isWeak(caption)).toBe(true)
  const marked = copyOf(base)
  box(marked, width * 0.05, height * 0.05, width * 0.17, height * 0.13, [255, 255, 255], 1)
  const mark = compare(base, marked)
  expect(mark.same).toBe(true)
  expect(mark.changes).toEqual([{ kind: 'mark', share: expect.closeTo(0.02, 1) }])
})

test('other pictures are other pictures: two texts on one, two scenes, two plain ones', () => {
  expect(compare(captioned(base, createRng(1)), captioned(base, createRng(2))).same).toBe(false)
  expect(compare(overwritten(base, createRng(1)), overwritten(base, createRng(2))).same).toBe(false)
  expect(compare(base, scene(3, 'street'))?.same ?? false).toBe(false)
  const plain = (grey: number) => ({ width: 200, height: 150, rgb: new Uint8Array(200 * 150 * 3).fill(grey) })
  expect(compare(plain(3), plain(3))?.same ?? false).toBe(false)
})

test('crops are found among many by their regions, and the alignment is that of the cut', () => {
  const scenes = Array.from({ length: 12 }, (_, i) => scene(100 + i, 'street'))
  const target = scenes[5] as Picture
  const looks = [...scenes, part(target, 60, 40, target.width - 20, target.height - 30)].map(lookAt)
  const { candidates } = searchRegions(looks.map(({ regions }) => regions))
  expect(candidates).toContainEqual({ a: 5, b: 12, mirror: false })
  const [a, b] = [looks[5]!, looks[12]!]
  const { alignment } = alignByRegions(a, b, false)!
  const by = a.width / target.width
  const zoom = b.width / (target.width - 80) / by
  expect(alignment.scaleX / zoom).toBeCloseTo(1, 1)
  expect(Math.abs(alignment.shiftX + 60 * by * zoom)).toBeLessThan(3)
  expect(alignByRegions(a, b, true)).toBeNull()
})

test('ties: chains join; one captioned copy joins, two different captions make a template; a collage joins nothing', () => {
  const strong = (a: number, b: number): Tie => ({ a, b, isWeak: false })
  const weak = (a: number, b: number): Tie => ({ a, b, isWeak: true })
  expect([...joinCopies(4, [strong(0, 1), strong(1, 2)])]).toEqual([0, 0, 0, 3])
  expect([...joinCopies(3, [weak(0, 1)])]).toEqual([0, 0, 2])
  // 0 is bare; 1 and 2 carry one caption and are copies of each other.
  expect([...joinCopies(3, [weak(0, 1), weak(0, 2), strong(1, 2)])]).toEqual([0, 0, 0])
  // 1 and 2 carry different captions.
  expect([...joinCopies(3, [weak(0, 1), weak(0, 2)])]).toEqual([0, 1, 2])
  // 2 is a collage of 0 and 1.
  expect([...joinCopies(3, [weak(0, 2), weak(1, 2)])]).toEqual([0, 1, 2])
})

test('ties in any order, and a tie said twice, give the same objects', () => {
  const ties = fc.array(fc.record({ a: fc.nat(11), b: fc.nat(11), isWeak: fc.boolean() }), { maxLength: 20 })
  fc.assert(
    fc.property(ties, fc.nat(1000), (list, seed) => {
      const rng = createRng(seed)
      const mixed = [...list, ...list].map((tie) => ({ tie, by: rng.next() })).sort((p, q) => p.by - q.by)
      const swapped = mixed.map(({ tie: { a, b, isWeak } }) => (rng.next() < 0.5 ? { a: b, b: a, isWeak } : { a, b, isWeak }))
      expect(joinCopies(12, swapped)).toEqual(joinCopies(12, list))
    }),
  )
})
