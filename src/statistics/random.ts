/**
 * Seeded chance. sfc32 (Chris Doty-Humphrey, PractRand) seeded by splitmix32, 12 rounds of warm-up.
 * Integer arithmetic only, so every machine draws the same numbers. Not for secrets.
 */
export interface Rng {
  /** Uniform in [0, 1), 32 bits. */
  next(): number
  /** Uniform integer in [0, n), 1 ≤ n ≤ 2^32, unbiased (rejection). */
  below(n: number): number
  /** `createRng(key)` is this stream from its beginning. */
  readonly key: string
  /** An independent stream: the same name gives the same stream, whatever was drawn before. */
  stream(name: string): Rng
}

export function createRng(seed: number | string): Rng {
  const key = String(seed)
  let h = 0x9e3779b9
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x85ebca6b) ^ (h >>> 13)
  const split = () => {
    h = (h + 0x9e3779b9) | 0
    let z = h
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let a = split()
  let b = split()
  let c = split()
  let d = 1
  const bits = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) bits()
  return {
    next: () => bits() / 4294967296,
    below: (n) => {
      let x = bits()
      // Draws from the last, incomplete run of n are thrown away. Dividing is exact here, and quicker than the remainder of large numbers.
      if (x > 4294967296 - n) {
        const limit = 4294967296 - (4294967296 % n)
        while (x >= limit) x = bits()
      }
      return x - Math.floor(x / n) * n
    },
    key,
    stream: (name) => createRng(`${key}/${name}`),
  }
}

/** In-place Fisher–Yates. */
export function shuffle<T extends { length: number; [index: number]: unknown }>(list: T, rng: Rng): T {
  for (let i = list.length - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    const kept = list[i]
    list[i] = list[j]
    list[j] = kept
  }
  return list
}
