/** The command that makes docs/accuracy.md still works: few seeds, small data, in a folder of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeAccuracyPage } from '../bench/accuracy/page.js'
import { root } from './files.js'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-accuracy-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const note = () => undefined
const sections = (page: string) => [...page.matchAll(/<!-- (?!end)(.*?) -->/g)].map((match) => match[1])

test('all parts of the page; what was made is not made again; other text stays', { timeout: 240_000 }, async () => {
  await makeAccuracyPage(['--few', '--to', folder], note)
  const path = join(folder, 'accuracy.md')
  const page = readFileSync(path, 'utf8')
  expect(sections(page)).toEqual(['whole run', 'ranking', 'power', 'first measurement', 'calibration', 'signals', 'text', 'media'])
  expect(page).toContain('| **groups that stand out** |')
  expect(page).toContain('| **standing of groups, all networks** |')
  expect(page).toMatch(/\| 16 \| 5 of 5 \(57–100 %\) \|/)
  for (const form of ['together', 'sittings', 'population', 'habit', 'rhythm', 'sharing', 'sharing-bicm', 'sharing-sparse'])
    expect(page).toContain(`\n| ${form} |`)
  for (const name of ['in step beyond shuffled times', 'meeting beyond activity', 'alike beyond activity'])
    expect(page).toContain(`\n| ${name}`)
  expect(page).toMatch(/\| amplification \| 5 of 5 /)
  expect(page).toMatch(/Members of families that are truly near their leader: (\d+) of \1 /)
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
  expect(readFileSync(join(folder, 'accuracy-power.svg'), 'utf8')).toContain('</svg>')
  const files = readdirSync(folder)
  writeFileSync(path, `${page}\nAn own sentence.\n`)
  await makeAccuracyPage(['--few', '--to', folder], note)
  expect(readFileSync(path, 'utf8')).toBe(`${page}\nAn own sentence.\n`)
  expect(readdirSync(folder)).toEqual(files)
  await expect(makeAccuracyPage(['--to', folder, 'everything'], note)).rejects.toThrow('no part "everything"')
})

test('docs/accuracy.md has the same parts', () => {
  const page = readFileSync(join(root, 'docs', 'accuracy.md'), 'utf8')
  expect(sections(page)).toEqual(['whole run', 'ranking', 'power', 'first measurement', 'calibration', 'signals', 'text', 'media'])
})
