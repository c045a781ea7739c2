/** The table "A first measurement": how often pairs meet in real reposts and after shuffling, and what passes under each null of synchrony. */
import { type Cascades, type SynchronyNull, shuffleLabels, testSynchrony } from '../../src/networks/index.js'
import { benjaminiHochberg, createRng } from '../../src/statistics/index.js'
import type { Kept } from './kept.js'
import { russian } from './null-data.js'
import { table } from './words.js'

const WINDOWS = [10, 60, 600, 3600]
const SHUFFLES = [1, 2, 3, 4, 5]
const FORMS: readonly SynchronyNull[] = ['together', 'sittings', 'habit', 'rhythm', 'population']
/** What shuffling within objects is the null of; the others are calibrated below on data of their own. */
const SHUFFLED: readonly SynchronyNull[] = ['together', 'sittings']

interface Counted {
  /** Pairs that met at least once, twice, three times. */
  readonly met: readonly number[]
  readonly passed: number
  readonly tests: number
}

function count(cascades: Cascades, form: SynchronyNull, seconds: number): Counted {
  const startMs = new Float64Array(cascades.objects).fill(Number.NaN)
  const all = testSynchrony(cascades, {
    form,
    windowMs: seconds * 1000,
    sittingMs: 1_800_000,
    leastLike: 20,
    minShared: 2,
    alpha: 0.05,
    startMs,
  })
  const p = all.p.filter((_, i) => (all.leastP[i] as number) <= all.limit)
  return {
    met: [1, 2, 3].map((k) => all.met.filter((met) => met >= k).length),
    passed: all.tests === 0 ? 0 : benjaminiHochberg(p, Math.max(all.tests, p.length)).filter((q) => q <= 0.05).length,
    tests: all.tests,
  }
}

export interface FirstRow {
  readonly seconds: number
  readonly data: Readonly<Record<string, Counted>>
  readonly shuffled: Readonly<Record<string, readonly Counted[]>>
}

/** Null when the shared data are absent. */
export async function firstMeasurement(kept: Kept): Promise<FirstRow[] | null> {
  const real = await russian()
  if (!real) return null
  const rows: FirstRow[] = []
  for (const seconds of WINDOWS) {
    const data: Record<string, Counted> = {}
    const shuffled: Record<string, Counted[]> = {}
    for (const form of FORMS) data[form] = await kept.once(`first ${form} ${seconds} data`, () => count(real, form, seconds))
    for (const form of SHUFFLED) {
      shuffled[form] = []
      for (const seed of SHUFFLES)
        shuffled[form].push(
          await kept.once(`first ${form} ${seconds} ${seed}`, () => count(shuffleLabels(real, createRng(seed)), form, seconds)),
        )
    }
    rows.push({ seconds, data, shuffled })
  }
  return rows
}

export function firstSection(rows: readonly FirstRow[] | null): string {
  if (!rows) return '## A first measurement\n\nNot made: the shared data are absent.'
  const range = (values: readonly number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return least === most ? least.toLocaleString('en') : `${least.toLocaleString('en')}–${most.toLocaleString('en')}`
  }
  const words = (seconds: number) => (seconds < 3600 ? `${seconds} s` : `${seconds / 3600} h`)
  return `## A first measurement

Russian reposts published with CooRTweet: earliest repost per account and object, objects of three accounts or more, pairs that share two objects or more. In brackets ${SHUFFLES.length} shuffles of the accounts within each object.
Most pairs that meet once are what chance draws too; repeated meetings are not, and they live at ten minutes to an hour.

${table(
  ['window', 'pairs that met', 'twice or more', 'three times or more'],
  rows.map(({ seconds, data, shuffled }) => [
    words(seconds),
    ...[0, 1, 2].map(
      (k) =>
        `${(data.together?.met[k] ?? 0).toLocaleString('en')} (${range((shuffled.together ?? []).map((one) => one.met[k] as number))})`,
    ),
  ]),
)}

Pairs that pass at a false discovery rate of 5 % among the testable, by null:

${table(
  ['window', ...FORMS],
  rows.map(({ seconds, data, shuffled }) => [
    words(seconds),
    ...FORMS.map((form) => {
      const beside = shuffled[form]
      return `${data[form]?.passed ?? 0} of ${(data[form]?.tests ?? 0).toLocaleString('en')}${beside ? ` (${range(beside.map((one) => one.passed))})` : ''}`
    }),
  ]),
)}`
}
