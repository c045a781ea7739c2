import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextTemplate } from '../../../model/index.js'
import { createRng } from '../../../statistics/index.js'
import { align } from './align.js'
import { differencesOf } from './differences.js'
import { alignFamily, type Member, regenerate, templateOf } from './template.js'
import { tokensOf } from './tokens.js'

const line = ({ parts }: TextTemplate) => parts.map((part) => ('slot' in part ? `⟨${part.slot + 1}⟩` : part.text)).join('')
const once = (texts: readonly string[]): Member[] => texts.map((text) => ({ text, posts: 1 }))
const NAMES = ['Anna', 'Berta', 'Carla', 'Dora', 'Emil', 'Fritz', 'Gerda', 'Hanna', 'Ida', 'Jonas']
const PLACES = ['Berlin', 'Hamburg', 'Köln', 'New York', 'Paris', 'Bad Tölz', 'Rome', 'Oslo', 'Wien', 'Bern']
const testimonial = (i: number) =>
  `I am ${NAMES[i % 10]} from ${PLACES[(3 * i) % 10]} and I never slept as well as with these pills! ${40 + i} nights so far.`

test('a testimonial: what stays, what varies, of which form', () => {
  const template = templateOf(once(Array.from({ length: 30 }, (_, i) => testimonial(i))))
  expect(line(template)).toBe('I am ⟨1⟩ from ⟨2⟩ and I never slept as well as with these pills! ⟨3⟩ nights so far.')
  expect(template.slots.map(({ form, isChoice, distinct }) => [form, isChoice, distinct])).toEqual([
    ['capitalised', true, 10],
    ['capitalised', true, 10],
    ['number', false, 30],
  ])
  expect(template.slots[0]?.values[0]).toEqual({ value: 'Anna', texts: 3, posts: 3 })
  expect(template).toMatchObject({ texts: 30, ofTexts: 30, departing: 0, respelled: 0, cut: 0 })
  // name and place go together here: place is a function of name
  expect(template.spin).toMatchObject({ slots: [0, 1], possible: 100, seen: 10, isIndependent: false, p: 1 / 200 })
})

test('spin text: neighbouring choices are taken apart, and vary on their own', () => {
  const rng = createRng(7)
  const pick = (list: readonly string[]) => list[rng.below(list.length)] as string
  const texts = Array.from(
    { length: 80 },
    () =>
      `${pick(['Really', 'Truly', 'Honestly'])} ${pick(['great', 'good', 'fine', 'superb'])} ${pick(['product', 'thing', 'item'])}, it helped me to ${pick(['sleep', 'rest'])} through the night.`,
  )
  const template = templateOf(once(texts))
  expect(line(template)).toBe('⟨1⟩ ⟨2⟩ ⟨3⟩, it helped me to ⟨4⟩ through the night.')
  expect(template.slots.map((slot) => slot.distinct)).toEqual([3, 4, 3, 2])
  expect(template.spin).toMatchObject({ slots: [0, 1, 2, 3], possible: 72, isIndependent: true })
  expect(template.spin?.seen).toBe(new Set(texts).size)
})

test('posts count, not only texts; the order of the members does not matter', () => {
  const members = Array.from({ length: 12 }, (_, i) => ({ text: testimonial(i), posts: i + 1 }))
  const template = templateOf(members)
  expect(template.slots[0]?.values[0]).toEqual({ value: 'Berta', texts: 2, posts: 2 + 12 })
  expect(templateOf([...members].reverse())).toEqual(template)
})

test('capitals, look-alike width and unseen signs are spelling, other words are departures', () => {
  const same = Array.from({ length: 20 }, (_, i) => `The harbour must stay open, say ${100 + i} people of this city.`)
  const template = templateOf(
    once([
      ...same,
      'THE HARBOUR must stay open, say 7 people of this city.',
      'The har\u200bbour must stay open, say 8 people of this city.',
      'The harbour must stay closed, say 9 people of this city.',
    ]),
  )
  expect(line(template)).toBe('The harbour must stay open, say ⟨1⟩ people of this city.')
  expect(template).toMatchObject({ respelled: 2, departing: 1 })
})

test('scripts without spaces: by sign', () => {
  const template = templateOf(once(['王小明', '李華', '陳大文', '林美'].map((name) => `我叫${name}，我每天都喝這個茶，睡得很好。`)))
  expect(line(template)).toBe('我叫⟨1⟩，我每天都喝這個茶，睡得很好。')
  expect(template.slots[0]?.values.map(({ value }) => value)).toEqual(['李華', '林美', '王小明', '陳大文'])
})

test('one text has no slot, none has no template, texts without anything in common are one slot', () => {
  expect(templateOf(once(['Only this.']))).toMatchObject({
    parts: [{ text: 'Only this.' }],
    slots: [],
    spin: null,
    bitsShare: expect.any(Number),
  })
  expect(templateOf([])).toMatchObject({ parts: [{ slot: 0 }], texts: 0, ofTexts: 0 })
  expect(line(templateOf(once(['a b c', 'd e f', 'g h i'])))).toBe('⟨1⟩')
  expect(templateOf(once(['', '   ', 'x'])).texts).toBe(3)
})

const word = fc.constantFrom(
  'the',
  'harbour',
  'Must',
  'stay',
  'öffen',
  '🚢',
  '#now',
  '@a.b',
  '3,000',
  '我',
  '茶',
  ',',
  '\u202e',
  '\u200b',
  '<b>',
  'ﬁ',
  '\ud800',
)
const gap = fc.constantFrom(' ', '  ', '\n', '')
const text = fc.array(fc.tuple(gap, word), { maxLength: 14 }).map((parts) => parts.flat().join(''))

test('skeleton and values give every text back, sign by sign', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.oneof(text, fc.string({ unit: 'binary' })), posts: fc.integer({ min: 1, max: 5 }) }), {
        maxLength: 12,
      }),
      (members) => {
        const family = alignFamily(members)
        expect(family.fillings.map((filling) => regenerate(family, filling))).toEqual(family.members.map((member) => member.text))
        expect(new Set(family.members.map((member) => member.text))).toEqual(new Set(members.map((member) => member.text)))
        for (const slot of family.template.slots)
          expect(slot.values.reduce((sum, value) => sum + value.texts, 0)).toBe(family.members.length)
      },
    ),
    { numRuns: 300 },
  )
})

test('pieces joined are the text; aligned pieces are as many as the longest common subsequence has', () => {
  const lcs = (a: readonly number[], b: readonly number[]): number => {
    const row = new Array<number>(b.length + 1).fill(0)
    for (const x of a) {
      let corner = 0
      for (let j = 1; j <= b.length; j++) {
        const above = row[j] as number
        row[j] = x === b[j - 1] ? corner + 1 : Math.max(above, row[j - 1] as number)
        corner = above
      }
    }
    return row[b.length] as number
  }
  const numbers = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 })
  fc.assert(
    fc.property(numbers, numbers, fc.string({ unit: 'binary' }), text, (a, b, one, two) => {
      const { from, to, isSame } = align(a, b)
      expect(isSame.reduce((sum, each) => sum + each, 0)).toBe(lcs(a, b))
      let at = 0
      for (const [i, same] of isSame.entries()) {
        expect(from[i]).toBeGreaterThanOrEqual(at)
        expect(to[i]).toBeGreaterThanOrEqual(from[i] as number)
        if (same) expect(b[from[i] as number]).toBe(a[i])
        at = to[i] as number
      }
      for (const whole of [one, two]) expect(tokensOf(whole).texts.join('')).toBe(whole)
      const { first, second } = differencesOf(one, two)
      expect(first.map((run) => run.text).join('')).toBe(one)
      expect(second.map((run) => run.text).join('')).toBe(two)
      const common = (list: typeof first) => list.filter((run) => !run.isOwn).map((run) => tokensOf(run.text).keys.join('\u0001'))
      expect(common(first).join('\u0001').length).toBe(common(second).join('\u0001').length)
    }),
    { numRuns: 300 },
  )
})

test('hostile and large: a megabyte, markup, many texts', () => {
  const huge = `${'ab '.repeat(350_000)}end`
  const family = alignFamily(once([huge, `${huge}x`, '<script>alert(1)</script> & "x"']))
  expect(family.fillings.map((filling) => regenerate(family, filling))).toEqual(family.members.map((member) => member.text))
  expect(family.template.cut).toBe(2)
  const many = templateOf(once(Array.from({ length: 5_000 }, (_, i) => `Number ${i} of the people of this city says no.`)))
  expect(line(many)).toBe('Number ⟨1⟩ of the people of this city says no.')
  expect(many).toMatchObject({ texts: 1_000, ofTexts: 5_000 })
})

test('differences are those of words', () => {
  const { first, second } = differencesOf('Our Harbour is the pride of Hull', 'our harbour is a pride of York')
  expect(first).toEqual([
    { text: 'Our Harbour is', isOwn: false },
    { text: ' the', isOwn: true },
    { text: ' pride of', isOwn: false },
    { text: ' Hull', isOwn: true },
  ])
  expect(second.filter((run) => run.isOwn).map((run) => run.text)).toEqual([' a', ' York'])
})
