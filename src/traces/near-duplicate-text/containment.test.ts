import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../statistics/index.js'
import { quotesOf } from '../index.js'

const SPEECH = 'the harbour belongs to all of us and it is not for sale to anybody'
const rng = createRng('quotes')
const word = () => Array.from({ length: 3 + rng.below(6) }, () => String.fromCharCode(97 + rng.below(26))).join('')
const words = (count: number) => Array.from({ length: count }, word).join(' ')

test('a sentence in a longer text is a quote, also with a changed word; a near-same text and another text are none', async () => {
  const texts = [
    SPEECH,
    `as the mayor said yesterday: "${SPEECH.toUpperCase()}!" and then the whole room stood up and clapped for a long time`,
    `she said that ${SPEECH.replace('anybody', 'anyone')}, which made them laugh, and they went home early that evening`,
    `${SPEECH}!!`,
    `${SPEECH} today`,
    'nothing of this kind was said at the meeting of the sailing school on the other side of town',
  ]
  const quotes = await quotesOf(texts)
  expect(quotes.filter(({ quoted }) => quoted === 0).map(({ within, share }) => [within, share])).toEqual([
    [1, 1],
    [2, expect.closeTo(0.93, 1)],
  ])
  expect(quotes.every(({ within }) => within === 1 || within === 2)).toBe(true)
  expect((await quotesOf(texts, [5])).length).toBe(0)
})

test('the words of a quote spread over a longer text in another order are none', async () => {
  const parts = ['the harbour belongs to all', 'and it is not for sale', 'say the people of the town']
  const [a, b, c] = parts as [string, string, string]
  expect(await quotesOf([`${a} ${b} ${c}`, `${words(8)} ${c} ${b} ${a} ${words(8)}`], [0])).toEqual([])
  expect(await quotesOf([`${a} ${b} ${c}`, `${words(8)} ${a} ${b} ${c} ${words(8)}`], [0])).toHaveLength(1)
})

test('every verbatim quote is found, at any place of any longer text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 6, max: 30 }), fc.nat(40), fc.nat(40), fc.boolean(), async (length, before, after, isEdited) => {
      fc.pre(before + after > length)
      const quoted = Array.from({ length }, () => `${word()}${word()}`)
      const said = isEdited ? quoted.map((each, i) => (i === length >> 1 && length > 12 ? word() : each)) : quoted
      const texts = [quoted.join(' '), `${words(before)} ${said.join(' ')} ${words(after)}`]
      expect((await quotesOf(texts, [0])).map(({ quoted, within }) => [quoted, within])).toEqual([[0, 1]])
    }),
    { numRuns: 200 },
  )
})

test('a common phrase in hundreds of texts costs nothing and finds nothing', async () => {
  const texts = Array.from({ length: 3000 }, () => `thank you very much for your kind words and ${words(8)}`)
  expect(await quotesOf(texts)).toEqual([])
})

test('empty, short and equal texts', async () => {
  expect(await quotesOf([])).toEqual([])
  expect(await quotesOf(['', 'good morning', 'good morning to you and to all of the people in the town'])).toEqual([])
  expect(await quotesOf([SPEECH, SPEECH])).toEqual([])
})
