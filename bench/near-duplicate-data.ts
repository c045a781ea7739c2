/**
 * Invented short posts for the bench of near-same texts: three in ten belong to a template (40 to 4,000 posts each, Pareto) whose slots, or single words, differ; a few are quoted whole or sent with a changed letter.
 * The rest is made of words drawn by Zipf's law out of 30,000 invented ones, 6 to 30 a post, so that two of them are no more alike than two remarks on one topic.
 */
import { createRng, type Rng } from '../src/statistics/random.js'

const SYLLABLES =
  'ba be bi bo bu da de di do du fa fe fi ga go ha he ho ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no nu pa pe po ra re ri ro ru sa se si so su ta te ti to tu va ve vi wa we za'.split(
    ' ',
  )
const WORDS = 30_000

function makeWords(rng: Rng): string[] {
  const words = new Set<string>()
  while (words.size < WORDS) {
    let word = ''
    for (let n = 1 + rng.below(4); n > 0; n--) word += SYLLABLES[rng.below(SYLLABLES.length)]
    if (rng.next() < 0.5) word += 'nrstl'[rng.below(5)]
    words.add(word)
  }
  return [...words]
}

/** Zipf with exponent 1 over ranks 1 … n, by the inverse of its continuous form. */
const zipf = (rng: Rng, n: number) => Math.min(n - 1, Math.floor(Math.exp(rng.next() * Math.log(n + 1)) - 1))

export function makePosts(count: number, seed: number | string): string[] {
  const rng = createRng(`near duplicates ${seed}`)
  const words = makeWords(rng.stream('words'))
  const word = () => words[zipf(rng, WORDS)] as string
  const sentence = (least: number, most: number) => Array.from({ length: least + rng.below(most - least + 1) }, word)
  const posts: string[] = []
  while (posts.length < count) {
    if (rng.next() >= 0.0008) {
      posts.push(`${sentence(6, 30).join(' ')}.`)
      continue
    }
    const size = Math.min(4000, Math.ceil(40 / (1 - rng.next())), count - posts.length)
    const frame = sentence(12, 30)
    const slots = Array.from({ length: 1 + rng.below(4) }, () => rng.below(frame.length))
    const choices = 2 + rng.below(30)
    const values = slots.map(() => Array.from({ length: choices }, word))
    for (let i = 0; i < size; i++) {
      const filled = [...frame]
      slots.forEach((slot, s) => {
        filled[slot] = values[s]?.[rng.below(choices)] as string
      })
      if (rng.next() < 0.2) filled[rng.below(filled.length)] = word()
      posts.push(`${filled.join(' ')}${'.!'[rng.below(2)]}`)
    }
  }
  for (let i = posts.length - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    ;[posts[i], posts[j]] = [posts[j] as string, posts[i] as string]
  }
  return posts
}
