import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BehaviourResult } from '../../src/workflow/index.js'
import { calibration, calibrationSection, groupCalibration } from './calibration-section.js'
import { firstMeasurement, firstSection } from './first-measurement.js'
import { followerPower, followerSection } from './follower-data.js'
import { kept } from './kept.js'
import { mediaSection } from './media.js'
import { power, powerPicture, powerSection } from './power.js'
import { signalPower, signalPowerPicture, signalsOfSeed, signalsSection } from './signals.js'
import { nearSameTexts, textSection } from './text.js'
import { rankingSection, type WholeRun, wholeRun, wholeRunSection } from './whole-run.js'

const PICTURE = 'accuracy-power.svg'
const SIGNALS_PICTURE = 'accuracy-signals.svg'
const OPENING = `# Accuracy

Measured on invented data and on shuffled real ones. This page is made by one command: \`npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/accuracy.js\` (about half an hour; what was made is kept in
\`.tmp/accuracy\`, \`--fresh\` makes all again).
`
const PARTS = ['whole', 'power', 'first', 'calibration', 'signals', 'text', 'media'] as const

/** Parts by name, all when none is named; `--fresh`, `--seeds 51-60`, `--few`, `--to FOLDER`: see bench/accuracy.ts. */
export async function makeAccuracyPage(args: readonly string[], note: (line: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { fresh: { type: 'boolean' }, few: { type: 'boolean' }, seeds: { type: 'string' }, to: { type: 'string', default: 'docs' } },
  })
  const isFew = values.few ?? false
  mkdirSync(values.to, { recursive: true })
  const page = join(values.to, 'accuracy.md')
  const keeper = (part: string) => {
    const path = join(isFew ? values.to : '.tmp/accuracy', `${part}.ndjson`)
    if (values.fresh) rmSync(path, { force: true })
    return kept(path, note)
  }
  for (const part of positionals.length > 0 ? positionals : PARTS)
    if (part === 'whole') {
      const posts = isFew ? 2000 : 20_000
      const [from, to] = (values.seeds ?? (isFew ? '51-51' : '51-70')).split('-').map(Number) as [number, number]
      const seeds: WholeRun[] = []
      const store = keeper(part)
      for (const seed of upTo(from, to)) seeds.push(await wholeRun(store, seed, posts))
      putSection(page, 'whole run', wholeRunSection(seeds, posts))
      putSection(page, 'ranking', rankingSection(seeds))
    } else if (part === 'power') {
      const posts = isFew ? 2000 : 8000
      const seeds = isFew ? [1] : upTo(1, 3)
      const rows = await power(keeper(part), seeds, posts, isFew)
      putSection(page, 'power', powerSection(rows, seeds.length, posts, PICTURE))
      writeFileSync(join(values.to, PICTURE), powerPicture(rows))
    } else if (part === 'first') putSection(page, 'first measurement', firstSection(isFew ? null : await firstMeasurement(keeper(part))))
    else if (part === 'calibration') {
      const store = keeper(part)
      const seeds = isFew ? [1, 2] : upTo(1, 10)
      const rows = await calibration(store, seeds, isFew, note)
      putSection(page, 'calibration', calibrationSection(rows, await groupCalibration(store, seeds, isFew)))
    } else if (part === 'signals') {
      const posts = isFew ? 2000 : 20_000
      const [from, to] = (values.seeds ?? (isFew ? '51-51' : '61-64')).split('-').map(Number) as [number, number]
      const store = keeper(part)
      const results: (readonly BehaviourResult[])[] = []
      for (const seed of upTo(from, to)) results.push(await signalsOfSeed(store, seed, posts))
      const powerSeeds = isFew ? [1] : upTo(1, 4)
      const rows = await signalPower(store, powerSeeds, isFew)
      const followers = followerSection(await followerPower(store, isFew ? 2 : 40))
      putSection(
        page,
        'signals',
        `${signalsSection(results, upTo(from, to), posts, rows, powerSeeds.length, SIGNALS_PICTURE)}\n\n${followers}`,
      )
      writeFileSync(join(values.to, SIGNALS_PICTURE), signalPowerPicture(rows))
    } else if (part === 'text') {
      const posts = isFew ? 2000 : 20_000
      putSection(page, 'text', textSection(await nearSameTexts(keeper(part), isFew ? [1] : upTo(1, 4), posts), posts))
    } else if (part === 'media') putSection(page, 'media', await mediaSection(keeper(part), isFew))
    else throw new Error(`no part "${part}": ${PARTS.join(', ')}`)
}

function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/** Between its marks; the rest of the page stays as it is. */
function putSection(page: string, part: string, text: string): void {
  const [begin, end] = [`<!-- ${part} -->`, `<!-- end of ${part} -->`]
  const before = existsSync(page) ? readFileSync(page, 'utf8') : OPENING
  const [at, to] = [before.indexOf(begin), before.indexOf(end)]
  const block = `${begin}\n${text}\n${end}`
  writeFileSync(page, at < 0 || to < at ? `${before.trimEnd()}\n\n${block}\n` : before.slice(0, at) + block + before.slice(to + end.length))
}
