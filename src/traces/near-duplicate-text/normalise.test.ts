import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readParams } from '../../model/index.js'
import { normaliseText } from '../exact-text.js'
import { comparedText, NORMALISE_PARAMS, normaliseForComparison } from './normalise.js'

const defaults = readParams(NORMALISE_PARAMS, {}, 'test')
const without = (step: keyof typeof defaults) => ({ ...defaults, [step]: false })
const compared = (text: string) => normaliseForComparison(text, defaults)

test('each step does its part and can be switched off', () => {
  const cases: [keyof typeof defaults, string, string, string][] = [
    ['isFolded', 'Buy ＮＯＷ zero\u200bwidth', 'buy now zerowidth', 'Buy ＮＯＷ zero width'],
    ['isWithoutLinks', 'see https://a.example/x?y=1 now', 'see now', 'see https a example x y 1 now'],
    ['isWithoutHandles', 'ask @anna.b and @bob', 'ask and', 'ask anna b and bob'],
    ['isWithoutMarks', 'crème brûlée йод Ἀθῆναι', 'creme brulee иод αθηναι', 'crème brûlée йод ἀθῆναι'],
    ['isUnmasked', 'Вuу сheар nоw in this shop', 'buy cheap now in this shop', 'вuу сheар nоw in this shop'],
    ['isWithoutPunctuation', 'so -- #many "reasons"!', 'so many reasons', 'so -- #many "reasons"!'],
  ]
  for (const [step, text, on, off] of cases) {
    expect(normaliseForComparison(text, defaults), step).toBe(on)
    expect(normaliseForComparison(text, without(step)), step).toBe(off)
  }
  const smile = 'good 😀 day 👍🏽 🇫🇷 3️⃣'
  expect(compared(smile)).toBe('good day 3')
  expect(normaliseForComparison(smile, { ...without('isWithoutEmoji'), isWithoutPunctuation: false })).toBe('good 😀 day 👍🏽 🇫🇷 3')
})

test('look-alikes follow the script of the text, and honest words of another script stay', () => {
  expect(compared('The Кремль by the river and Ελλάδα')).toBe('the кремль by the river and ελλαδα')
  expect(compared('Мы любим iPhone и mоскву')).toBe('мы любим iphone и москву')
  expect(compared('рауpal gives money')).toBe('paypal gives money')
  expect(compared('ѕсоре is all Cyrillic here')).toBe('scope is all cyrillic here')
})

test('zalgo, right-to-left marks, lone surrogates and nothing but emoji', () => {
  expect(compared('Z̸̢̛a̵͓̓l̴̰͝g̷̣̈́o̶̼͠ text')).toBe('zalgo text')
  expect(compared('\u202eright\u202c to \u200fleft')).toBe('right to left')
  expect(compared('a\ud800b\udfffc')).toBe('a b c')
  expect(compared('😀😀😀🎉')).toBe('')
  expect(comparedText('😀'.repeat(100), defaults)).toBeNull()
  expect(comparedText('', defaults)).toBeNull()
})

test('scripts without spaces lose the spaces put between their signs, vowel signs stay', () => {
  expect(compared('港 口 不 卖，谢谢')).toBe('港口不卖谢谢')
  expect(compared('ท่า เรือ นี้')).toBe('ท่าเรือนี้')
  expect(compared('हिन्दी में')).toBe('हिन्दी में')
  expect(compared('中文 and English 混合')).toBe('中文 and english 混合')
})

test('what is equal to exact-text is equal here, and what is too short for it is too short here', () => {
  const parts = fc.constantFrom(
    'Ꮤ',
    'ß',
    'ſ',
    'İ',
    'ı',
    'é',
    'e\u0301',
    'а',
    'А',
    'в',
    'В',
    'Σ',
    'ς',
    '\u200b',
    '@а',
    'https://x.example ',
    ' ',
    'word',
    '#tag ',
    '港',
  )
  const text = fc.array(parts, { minLength: 1, maxLength: 40 }).map((list) => list.join(''))
  fc.assert(
    fc.property(text, (raw) => {
      const exact = normaliseText(raw)
      const near = comparedText(raw, defaults)
      if (exact === null) expect(near).toBeNull()
      else {
        expect(near).toBe(comparedText(exact, defaults))
        expect(near).toBe(compared(raw) || null)
      }
    }),
    { numRuns: 500 },
  )
})
