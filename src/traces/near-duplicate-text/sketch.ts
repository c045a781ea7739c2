/**
 * Candidates by locality-sensitive hashing: BANDS keys of a text, of which two texts with Jaccard index s share at least one with probability 1 - (1 - s^ROWS)^BANDS:
 * 0.997 at 0.7, 0.9998 at 0.75, 0.01 at 0.2.
 * The BANDS × ROWS minima are those of fast similarity sketching (Dahlgaard, Knudsen & Thorup, FOCS 2017): in round r every shingle is thrown into one place by a hash of its own; a place
 * keeps the least value of the round in which it was first hit; what is still empty after ROUNDS takes the least of a hash of its own over all shingles. Two sets agree at a place with probability s, as in
 * MinHash (Broder 1997) with as many permutations, for about n + k ln k hashes of the n shingles instead of n k. One-permutation hashing with densification was turned down: posts have fewer shingles than places, and
 * copied places are no independent trials.
 */
export const BANDS = 32
export const ROWS = 5
const PLACES = BANDS * ROWS
const ROUNDS = 10

function mix(hash: number): number {
  let x = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return x ^ (x >>> 15)
}

/**
 * Writes key b of the text to keys[b * stride + at]. `count` hashes, at least one; repeated ones change nothing. The hashes are used up: each round steps them on by a linear congruence, whose high bits are good enough
 * for places.
 */
export type Sketch = (hashes: Int32Array, count: number, keys: Int32Array, at: number, stride: number) => void

export function createSketch(): Sketch {
  const least = new Int32Array(PLACES)
  const hitIn = new Int8Array(PLACES)
  return (hashes, count, keys, at, stride) => {
    hitIn.fill(-1)
    let empty = PLACES
    for (let round = 0; round < ROUNDS && empty > 0; round++)
      for (let i = 0; i < count; i++) {
        const x = (Math.imul(hashes[i] as number, 0x2c9277b5) + 0x5f356495) | 0
        hashes[i] = x
        // a place is a range of x, so x itself orders the shingles within it
        const place = ((x >>> 16) * PLACES) >>> 16
        const hit = hitIn[place] as number
        if (hit < 0) {
          hitIn[place] = round
          least[place] = x
          empty--
        } else if (hit === round && x < (least[place] as number)) least[place] = x
      }
    for (let place = 0; empty > 0; place++) {
      if ((hitIn[place] as number) >= 0) continue
      const seed = Math.imul(1 + place, 0x9e3779b9)
      let value = 0x7fffffff
      for (let i = 0; i < count; i++) value = Math.min(value, mix(((hashes[i] as number) + seed) | 0))
      least[place] = value
      empty--
    }
    for (let band = 0, place = 0; band < BANDS; band++) {
      let key = band
      for (let row = 0; row < ROWS; row++) key = (Math.imul(key, 0x01000193) + mix(least[place++] as number)) | 0
      keys[band * stride + at] = mix(key)
    }
  }
}
