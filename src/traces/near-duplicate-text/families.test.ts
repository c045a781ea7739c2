import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, shuffle } from '../../statistics/index.js'
import { familiesOf } from '../index.js'
import { LEAST_JACCARD } from './families.js'

/** The set of shingles as the definition says it, for texts without dense scripts. */
const shinglesOf = (text: string) => new Set(Array.from({ length: Math.max(0, text.length - 4) }, (_, i) => text.slice(i, i + 5)))
function jaccardOf(a: string, b: string): number {
  const [left, right] = [shinglesOf(a), shinglesOf(b)]
  const shared = [...left].filter((each) => right.has(each)).length
  return shared / (left.size + right.size - shared)
}

const WORDS = 'harbour terminal lighthouse ferry council market gull dredging quay noise jobs view water boats lorries survey'.split(' ')
/** Lower-case words and single spaces: compared as they are. */
function textsOf(count: number, seed: number): string[] {
  const rng = createRng(seed)
  const sentence = (n: number) => Array.from({ length: n }, () => WORDS[rng.below(WORDS.length)] as string)
  const frames = Array.from({ length: 5 }, () => sentence(18))
  return Array.from({ length: count }, () => {
    const words = rng.next() < 0.6 ? [...(frames[rng.below(5)] as string[])] : sentence(10 + rng.below(10))
    for (let changes = rng.below(4); changes > 0; changes--) words[rng.below(words.length)] = WORDS[rng.below(WORDS.length)] as string
    return words.join(' ')
  })
}

test('a testimonial with other names and numbers is one family; another text is not', async () => {
  const texts = [
    'I am Anna from Leeds and I lost 12 kilos with SlimTea in only four weeks, without any sport and without giving up what I like to eat. Thank you, it changed my whole life!',
    'The council will vote on the new terminal on Thursday, and nobody has asked the fishermen.',
    'I am Robert from York and I lost 9 kilos with SlimTea in only four weeks, without any sport and without giving up what I like to eat. Thank you, it changed my whole life!',
    'I am Maria from Derby and I lost 15 kilos with SlimTea in only four weeks, without any sport and without giving up what I like to eat. Thank you, it changed my whole life!',
  ]
  const families = await familiesOf(texts)
  expect(families.map(({ members }) => members)).toEqual([[0, 2, 3]])
  expect(families[0]?.jaccardToLeader.every((jaccard) => jaccard >= LEAST_JACCARD)).toBe(true)
})

test('every index is that of the definition, and at least the least', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const texts = textsOf(200, seed)
    for (const { members, leader, jaccardToLeader } of await familiesOf(texts)) {
      expect(members).toContain(leader)
      members.forEach((member, i) => {
        expect(jaccardToLeader[i]).toBe(jaccardOf(texts[member] as string, texts[leader] as string))
        expect(jaccardToLeader[i]).toBeGreaterThanOrEqual(LEAST_JACCARD)
      })
    }
  }
})

test('a text outside every family is near no leader, but for what the sketches miss', async () => {
  let near = 0
  let missed = 0
  for (let seed = 1; seed <= 10; seed++) {
    const texts = [...new Set(textsOf(150, seed))]
    const families = await familiesOf(texts)
    const inFamily = new Set(families.flatMap(({ members }) => members))
    for (const { leader } of families)
      for (const [i, text] of texts.entries()) {
        if (i === leader || jaccardOf(text, texts[leader] as string) < LEAST_JACCARD) continue
        near++
        if (!inFamily.has(i)) missed++
      }
  }
  expect(near).toBeGreaterThan(300)
  expect(missed / near).toBeLessThan(0.01)
})

test('the order of the list changes nothing', async () => {
  const texts = textsOf(150, 3)
  const named = async (list: readonly string[]) =>
    (await familiesOf(list)).map(({ members, leader }) => [list[leader], ...members.map((i) => list[i] as string).sort()].join('|')).sort()
  const first = await named(texts)
  expect(first.length).toBeGreaterThan(3)
  for (let round = 0; round < 5; round++) expect(await named(shuffle([...texts], createRng(round)))).toEqual(first)
})

test('a chain of texts, each near the next, is cut: no member is far from its leader', async () => {
  const rng = createRng('chain')
  const words = Array.from({ length: 120 }, () => Array.from({ length: 8 }, () => String.fromCharCode(97 + rng.below(26))).join(''))
  const texts = Array.from({ length: 100 }, (_, i) => words.slice(i, i + 20).join(' '))
  expect(jaccardOf(texts[0] as string, texts[1] as string)).toBeGreaterThan(0.85)
  expect(jaccardOf(texts[0] as string, texts[99] as string)).toBe(0)
  const families = await familiesOf(texts)
  expect(families.length).toBeGreaterThan(10)
  for (const { members, leader } of families) for (const member of members) expect(Math.abs(member - leader)).toBeLessThanOrEqual(3)
})

test('the same sentences in another order are another text', async () => {
  const sentences = [
    'the harbour belongs to all of us and not to one company.',
    'we ask the council to publish every offer it was made.',
    'our children learned to sail on these very waters.',
    'ships of that size have never come up this river.',
  ]
  const [a, b, c, d] = sentences as [string, string, string, string]
  expect(await familiesOf([[a, b, c, d].join(' '), [c, d, a, b].join(' ')])).toEqual([])
  expect(await familiesOf([[a, b, c, d].join(' '), [a, b, c, `${d} yes`].join(' ')])).toHaveLength(1)
})

test('too short texts are in no family, equal ones are in one', async () => {
  const text = 'so many people, so many reasons, one harbour for all of them'
  expect(await familiesOf(['good morning', 'good morning', text, '', text.toUpperCase()])).toEqual([
    { members: [2, 4], leader: 4, jaccardToLeader: [1, 1] },
  ])
})

test('any texts at all: members are distinct, in one family each, at least as near as they must be', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc
      .array(fc.constantFrom('😀', '\ud800', 'з͑̑ͬ̚', '\u202e', 'ab', '港口不卖', 'ท่าเรือ', ' ', 'а', 'a'), { maxLength: 80 })
      .map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { maxLength: 20 }), async (texts) => {
      const seen = new Set<number>()
      for (const { members, leader, jaccardToLeader } of await familiesOf(texts)) {
        expect(members.length).toBeGreaterThan(1)
        expect(members).toContain(leader)
        for (const [i, member] of members.entries()) {
          expect(seen.has(member)).toBe(false)
          seen.add(member)
          expect(jaccardToLeader[i]).toBeGreaterThanOrEqual(LEAST_JACCARD)
          expect(jaccardToLeader[i]).toBeLessThanOrEqual(1)
        }
      }
    }),
    { numRuns: 200 },
  )
})
