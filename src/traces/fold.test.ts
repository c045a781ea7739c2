import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEAST_LETTERS, normaliseText, textObject } from './exact-text.js'
import { fold, foldName, foldTag } from './fold.js'

test.each([
  ['Harbour', 'harbour'],
  ['STRASSE', 'strasse'],
  ['straße', 'strasse'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδος', 'οδοσ'],
  ['TITLE', 'title'],
  ['ｆｕｌｌ', 'full'],
  ['ﬁsh', 'fish'],
  ['a\u200bb\u00adc\ufeff', 'abc'],
  ['\u202eabc', 'abc'],
  ['e\u0301', 'é'],
  ['ПРИВЕТ', 'привет'],
])('fold %j', (given, folded) => {
  expect(fold(given)).toBe(folded)
})

test('folding twice is folding once, for every sign of the basic plane', () => {
  for (let code = 0; code < 0x1_0000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const once = fold(String.fromCodePoint(code))
    expect(fold(once)).toBe(once)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fold(fold(text)) === fold(text)))
})

test('tags and names', () => {
  expect(['#Harbour', '＃harbour', '##HARBOUR', ' harbour ', '#', ''].map(foldTag)).toEqual([
    'harbour',
    'harbour',
    'harbour',
    'harbour',
    '',
    '',
  ])
  expect(['@Some.One', '＠some.one', 'some.one', '@name@host.example'].map(foldName)).toEqual([
    'some.one',
    'some.one',
    'some.one',
    'name@host.example',
  ])
})

test('texts: short ones are no object, links and case do not matter', () => {
  expect(normaliseText('Good morning everyone, have a nice day')).toBeNull()
  const text = 'The harbour must stay open for the fishing boats'
  expect(normaliseText(`  THE harbour\u200b must\n stay open for the fishing  boats https://example.org/1 `)).toBe(text.toLowerCase())
  expect(textObject(`${text} https://example.org/2`)).toBe(text.toLowerCase())
  // 31 letters and 32, names and tags not counted
  expect(normaliseText(`${'a'.repeat(LEAST_LETTERS - 1)} @${'b'.repeat(20)} #${'c'.repeat(20)}`)).toBeNull()
  expect(normaliseText('a'.repeat(LEAST_LETTERS))).toBe('a'.repeat(LEAST_LETTERS))
  // 16 Han signs count as 32 letters
  expect(normaliseText('港'.repeat(15))).toBeNull()
  expect(normaliseText('港'.repeat(16))).toBe('港'.repeat(16))
})

test('long texts are shortened between signs and keep a hash of the whole', () => {
  const long = `${'🚢'.repeat(90)} the harbour must stay open for the fishing boats`
  const object = textObject(long) as string
  expect(object.startsWith(`${'🚢'.repeat(90)} the harb`)).toBe(true)
  expect(object).toMatch(/… \[[0-9a-f]{24}\]$/)
  expect(object).not.toBe(textObject(`${long}!`))
  expect(Buffer.from(object).toString()).toBe(object)
})
