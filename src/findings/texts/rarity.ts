/**
 * How rare the words of a text are: "good morning" is no evidence, two hundred odd words are.
 *   bits    sum over the different words of log2((S + 1) / (d + 1)), S = posts of a sample that are not of the family, d = those of them with the word; a word is worth at most log2(S + 1)
 *   needed  log2(P (P - 1) / 2 / 0.05), P = own posts with text: were words independent, fewer than 0.05 pairs among all pairs of posts would agree in so much
 * Words of a language are not independent, so reaching it is needed, not enough. In scripts without spaces two neighbouring signs are a word. The family's own posts are left out, or a
 * large campaign would make its own words common. Undefined with fewer than two posts: 0. Information of a word: Shannon, Bell System Technical Journal 27 (1948).
 */
import { wordsOf } from '../../traces/index.js'
import type { PostSample } from './sample.js'

const BY_CHANCE = 0.05

export function neededBits(posts: number): number {
  return posts < 2 ? 0 : Math.log2((posts * (posts - 1)) / 2 / BY_CHANCE)
}

/** Of each family, by its object, the bits of its text. */
export function rarityOf({ rows }: PostSample, texts: ReadonlyMap<number, string>): Map<number, number> {
  const asked = new Map([...texts].map(([family, text]) => [family, new Set(wordsOf(text))]))
  const frequency = countIn(rows, new Set([...asked.values()].flatMap((words) => [...words])), wordsOf)
  return new Map(
    [...asked].map(([family, words]) => [family, [...words].reduce((sum, word) => sum - Math.log2(frequency(word, [family])), 0)]),
  )
}

/** (d + 1) / (S + 1) over the posts of the sample that are in none of the families named. */
export type Frequency = (item: string, without: readonly number[]) => number

export function countIn(rows: PostSample['rows'], wanted: ReadonlySet<string>, itemsOf: (text: string) => Iterable<string>): Frequency {
  const posts = new Map<number | null, number>()
  const having = new Map<string, Map<number | null, number>>()
  let all = 0
  for (const { text, family } of rows) {
    all++
    posts.set(family, (posts.get(family) ?? 0) + 1)
    for (const item of new Set(itemsOf(text))) {
      if (!wanted.has(item)) continue
      const by = having.get(item) ?? new Map<number | null, number>()
      by.set(family, (by.get(family) ?? 0) + 1)
      having.set(item, by)
    }
  }
  const sums = new Map([...having].map(([item, by]) => [item, [...by.values()].reduce((sum, n) => sum + n, 0)]))
  return (item, without) => {
    const own = (of: ReadonlyMap<number | null, number> | undefined) => without.reduce((sum, family) => sum + (of?.get(family) ?? 0), 0)
    return ((sums.get(item) ?? 0) - own(having.get(item)) + 1) / (all - own(posts) + 1)
  }
}
