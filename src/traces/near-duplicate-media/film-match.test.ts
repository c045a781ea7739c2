import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../statistics/index.js'
import { FILM_MATCH, type FilmFrames, tieFilms } from './film-match.js'
import { distanceOf, MATCH_BITS, packHashes } from './hamming.js'
import { matchSounds, SOUND_MATCH } from './sound-match.js'

/** A picture's hash by its number: 64 random digits. */
function hash(picture: number): string {
  const rng = createRng(`picture/${picture}`)
  return Array.from({ length: 64 }, () => rng.below(16).toString(16)).join('')
}
const film = (...pictures: number[]): FilmFrames => ({ ways: new Map([['', pictures.map(hash)]]) })
const tie = (films: readonly FilmFrames[]) => tieFilms(films, () => undefined)

describe('films', () => {
  test('shares of frames, both ways: a film in a longer one, a shared opening, short ones', async () => {
    // All 4 of the first are in the second, half of the second's 8 in the first.
    expect(await tie([film(1, 2, 3, 4), film(9, 1, 2, 3, 4, 10, 11, 12)])).toEqual([{ a: 0, b: 1, ways: ['', ''], shares: [1, 0.5] }])
    // An opening of 3 in two films of 6: half is not enough.
    expect(await tie([film(1, 2, 3, 4, 5, 6), film(1, 2, 3, 7, 8, 9)])).toEqual([])
    // 4 of 5 is.
    expect(await tie([film(1, 2, 3, 4, 5), film(1, 2, 3, 4, 6, 7, 8)])).toMatchObject([{ shares: [0.8, 4 / 7] }])
    // A film of one picture is found as itself, not in a film that shows it among others.
    expect(await tie([film(1), film(1)])).toMatchObject([{ shares: [1, 1] }])
    expect(await tie([film(1), film(1, 2, 3)])).toEqual([])
    expect(await tie([film(), film(), film(1)])).toEqual([])
    // Played at double speed: every other frame.
    expect(await tie([film(1, 2, 3, 4, 5, 6, 7, 8), film(1, 3, 5, 7)])).toMatchObject([{ shares: [0.5, 1] }])
  })

  test('mirrored and without the letterbox: the way that gives most is told', async () => {
    const plain: FilmFrames = {
      ways: new Map([
        ['', [1, 2, 3].map(hash)],
        ['mirrored', [11, 12, 13].map(hash)],
      ]),
    }
    const inMirror: FilmFrames = {
      ways: new Map([
        ['', [11, 12, 13].map(hash)],
        ['mirrored', [1, 2, 3].map(hash)],
      ]),
    }
    expect(await tie([plain, inMirror])).toEqual([{ a: 0, b: 1, ways: ['', 'mirrored'], shares: [1, 1] }])
    const boxed: FilmFrames = {
      ways: new Map([
        ['', [21, 22, 23].map(hash)],
        ['content', [1, 2, 3].map(hash)],
      ]),
    }
    expect(await tie([boxed, plain])).toEqual([{ a: 0, b: 1, ways: ['content', ''], shares: [1, 1] }])
  })

  test('as counted pair by pair', async () => {
    const films = fc.array(fc.array(fc.nat(8), { maxLength: 6 }), { minLength: 2, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(films, async (lists) => {
        const made = lists.map((list) => film(...list))
        const expected: string[] = []
        for (let a = 0; a < lists.length; a++)
          for (let b = a + 1; b < lists.length; b++) {
            const [p, q] = [lists[a]!, lists[b]!]
            const near = (x: number, y: number) => distanceOf(packHashes([hash(x)]), 0, packHashes([hash(y)]), 0) <= MATCH_BITS
            const [inB, inA] = [p.filter((x) => q.some((y) => near(x, y))).length, q.filter((x) => p.some((y) => near(x, y))).length]
            const shares = [inB / p.length, inA / q.length]
            const enough = Math.min(inB, inA) >= FILM_MATCH.least || Math.min(...shares) === 1
            if (inB > 0 && enough && Math.max(...shares) >= FILM_MATCH.share) expected.push(`${a} ${b} ${shares}`)
          }
        expect((await tie(made)).map(({ a, b, shares }) => `${a} ${b} ${shares}`)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('sounds', () => {
  const rng = createRng('sounds')
  const sound = (values: number) => Uint32Array.from({ length: values }, () => rng.below(2 ** 32))
  test('a copy that begins later, with a tenth of the bits wrong, is found at its offset; another sound is not', () => {
    const a = sound(400)
    const noisy = a.subarray(60).map((value) => {
      let flips = 0
      for (let bit = 0; bit < 32; bit++) if (rng.next() < 0.1) flips |= 1 << bit
      return (value ^ flips) >>> 0
    })
    const found = matchSounds(a, noisy)!
    expect(found).toMatchObject({ same: true, offset: -60, overlap: 340 })
    expect(found.errors).toBeCloseTo(0.1, 2)
    expect(matchSounds(noisy, a)).toMatchObject({ same: true, offset: 60 })
    expect(matchSounds(a, sound(400))!.same).toBe(false)
  })
  test('silence, one tone and anything under eight seconds tell nothing', () => {
    expect(matchSounds(new Uint32Array(300), new Uint32Array(300))).toBeNull()
    expect(matchSounds(sound(SOUND_MATCH.least - 1), sound(300))).toBeNull()
  })
})
