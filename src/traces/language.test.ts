import { expect, test } from 'vitest'
import { givenLanguage, languageMeasure } from './language.js'

test('given codes are made comparable; what says nothing is not given', () => {
  const given = (code: string | null) => givenLanguage(code)
  expect(['en', 'EN', 'pt-BR', 'zh_Hant', 'iw', ' de '].map(given)).toEqual(['en', 'en', 'pt', 'zh', 'he', 'de'])
  expect([null, '', 'und', 'qme', 'zxx', 'English', '12', 'in_doubt'].map(given)).toEqual(new Array(8).fill(null))
})

test('sentences of several languages; links, names and short texts say nothing', async () => {
  const measure = await languageMeasure()
  const texts = {
    en: 'The harbour must stay open for the people of this city',
    es: 'El puerto debe seguir abierto para la gente de esta ciudad',
    de: 'Der Hafen muss für die Menschen dieser Stadt offen bleiben',
    fr: 'Le port doit rester ouvert pour les habitants de cette ville',
    ru: 'Гавань должна оставаться открытой для жителей города',
    ar: 'هذا الميناء يجب أن يبقى مفتوحا للجميع',
    ja: '港は開いたままでなければならない',
    tr: 'Bu liman şehrin insanları için açık kalmalı',
  }
  for (const [language, text] of Object.entries(texts))
    expect(measure(`${text} https://x.example/the/and @the_name #the`), text).toBe(language)
  for (const text of ['ok lol', '', 'https://the.example/and/of/the/people @the_people_of_the_city', '🚢🚢🚢', '12345678901234567890'])
    expect(measure(text), text).toBeNull()
  expect(measure(`${'\u202e'.repeat(10)}${'x'.repeat(1_000_000)}`)).toBeNull()
})
