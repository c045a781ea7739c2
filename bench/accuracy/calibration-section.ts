import type { Cascades } from '../../src/networks/index.js'
import { uniformity } from '../../src/statistics/index.js'
import { type Calibrated, calibrate, type NullForm } from './calibration.js'
import { type GroupsTested, sharedGroups, timedGroups } from './group-null.js'
import type { Kept } from './kept.js'
import { labelsShuffled, type NullData, objectsTraded, quiet, russian, timesTraded } from './null-data.js'
import { mean, percent, table } from './words.js'

const SIZE = { accounts: 600, objects: 1500 }
const TIMED: readonly NullForm[] = ['together', 'sittings', 'population', 'habit', 'rhythm']
const SHARING: readonly NullForm[] = ['sharing', 'sharing-bicm', 'sharing-sparse']
const WINDOWS = [60, 600, 3600]

interface Data {
  readonly id: string
  readonly title: string
  readonly what: string
  make(seed: number, real: Cascades, size: typeof SIZE): NullData
  readonly isReal?: boolean
  readonly forms: readonly NullForm[]
  readonly windows: readonly number[]
  /** Honest behaviour that some nulls do not know: what it does to which. */
  readonly isHarder?: string
}

const generated = (extra: object) => (seed: number, _: unknown, size: typeof SIZE) => quiet({ ...size, seed, ...extra })
const DATA: readonly Data[] = [
  {
    id: 'quiet',
    title: 'Generated, nothing coordinated',
    what: 'accounts of heavy-tailed activity, objects of heavy-tailed popularity, hours of the day, news hours',
    make: generated({}),
    forms: [...TIMED, ...SHARING],
    windows: WINDOWS,
  },
  {
    id: 'russian-labels',
    title: 'Russian reposts, accounts shuffled within objects',
    what: 'every object keeps its times, every account its objects',
    make: (seed, real) => labelsShuffled(real, seed),
    isReal: true,
    forms: ['together', 'sittings', 'habit', 'rhythm'],
    windows: WINDOWS,
  },
  {
    id: 'russian-times',
    title: 'Russian reposts, besides objects of equal size trade their times',
    what: 'the null of population: how an object spreads is drawn from like objects',
    make: (seed, real) => timesTraded(real, seed),
    isReal: true,
    forms: ['population'],
    windows: WINDOWS,
  },
  {
    id: 'russian-objects',
    title: 'Russian reposts, objects traded between accounts (curveball)',
    what: 'activity and popularity are kept; shuffling within objects would leave what is shared as it was',
    make: (seed, real) => objectsTraded(real, seed),
    isReal: true,
    forms: SHARING,
    windows: [],
  },
  {
    id: 'early',
    title: 'Generated, some accounts are always early',
    what: 'each account’s delays are multiplied by a factor of its own (sigma 0.9)',
    make: generated({ haste: 0.9 }),
    forms: TIMED,
    windows: [60, 3600],
    isHarder:
      'Two early accounts meet more often than the objects give: only habit and rhythm know that, and the others let such pairs pass at an hour.',
  },
  {
    id: 'sittings',
    title: 'Generated, some open the app once for several objects',
    what: '30 % of the reactions bring one on another object along within two minutes',
    make: generated({ sittings: 0.3 }),
    forms: TIMED,
    windows: [60, 3600],
    isHarder: 'Two who open the app at one time meet on several objects, which is one meeting: sittings counts it so.',
  },
  {
    id: 'circles',
    title: 'Generated, accounts and objects belong to four circles of taste',
    what: '70 % of the reactions stay within one',
    make: generated({ tastes: 4 }),
    forms: [...TIMED, ...SHARING],
    windows: [3600],
    isHarder:
      'Who likes the same shares more than activity and popularity give, and no test of sharing knows tastes: such pairs are alike, not together, which is why sharing alone never makes a group stand out.',
  },
]

/** Data without coordination on which whole groups are tested, by their ids above. */
const GROUP_DATA: readonly { readonly id: string; readonly nulls: 'timed' | 'sharing'; readonly windowSeconds?: number }[] = [
  { id: 'quiet', nulls: 'timed', windowSeconds: 60 },
  { id: 'quiet', nulls: 'timed', windowSeconds: 600 },
  { id: 'quiet', nulls: 'sharing' },
  { id: 'russian-labels', nulls: 'timed', windowSeconds: 60 },
  { id: 'russian-labels', nulls: 'timed', windowSeconds: 600 },
  { id: 'russian-objects', nulls: 'sharing' },
]

export interface GroupRow {
  readonly data: string
  readonly nulls: 'timed' | 'sharing'
  readonly windowSeconds: number | null
  readonly seeds: readonly GroupsTested[]
}

export async function groupCalibration(kept: Kept, seeds: readonly number[], isShort: boolean): Promise<GroupRow[]> {
  const real = isShort ? null : await russian()
  const rows: GroupRow[] = []
  for (const { id, nulls, windowSeconds } of isShort ? GROUP_DATA.slice(0, 3) : GROUP_DATA) {
    const data = DATA.find((one) => one.id === id) as Data
    if (data.isReal && !real) continue
    const list: GroupsTested[] = []
    for (const seed of seeds)
      list.push(
        await kept.once(`groups ${id} ${nulls} ${windowSeconds ?? null} ${seed}`, () => {
          const { cascades } = data.make(seed, real as Cascades, isShort ? { accounts: 120, objects: 250 } : SIZE)
          return nulls === 'sharing' ? sharedGroups(cascades, seed) : timedGroups(cascades, windowSeconds as number, seed)
        }),
      )
    rows.push({ data: id, nulls, windowSeconds: windowSeconds ?? null, seeds: list })
  }
  return rows
}

function groupSection(rows: readonly GroupRow[]): string {
  const names = {
    shuffle: 'in step beyond shuffled times',
    curveball: 'meeting beyond activity and popularity',
    sharing: 'alike beyond activity and popularity',
  }
  const cells = rows.flatMap(({ data, nulls, windowSeconds, seeds }) =>
    (nulls === 'sharing' ? (['sharing'] as const) : (['shuffle', 'curveball'] as const)).map((form) => {
      const least = seeds.map((one) => one.least[form] ?? 1).toSorted((x, y) => x - y)
      return [
        names[form],
        DATA.find((one) => one.id === data)?.title ?? data,
        windowSeconds === null ? 'none' : windowSeconds < 60 ? `${windowSeconds} s` : `${windowSeconds / 60} min`,
        String(seeds.reduce((sum, one) => sum + one.groups, 0)),
        `${least[0]?.toPrecision(2)}, ${least[Math.floor(least.length / 2)]?.toPrecision(2)}`,
        `${least.filter((p) => p <= 0.05).length} of ${seeds.length}`,
      ]
    }),
  )
  return `### Groups as a whole

The same data, networks made of them (two objects or more within the window; without one, TF-IDF cosine of 0.2 or more among accounts with ten traces), groups by Leiden, 99 data sets each. A seed counts when any of its groups has p ≤ 5 %; at 5 % one seed in twenty may. Shuffles within objects leave who shares what as it was, and that is what curveball asks: for it the real data so shuffled are not data without anything to find, and at ten minutes it finds the common interests in them each time.

${table(['group as a whole', 'data', 'window', 'groups', 'least p of a seed: lowest, median', 'seeds with any'], cells)}`
}

/** How much p of the nulls that take the largest of several chances is too large. */
function conservative(rows: readonly CalibrationRow[]): string {
  const known = new Set(DATA.filter((data) => !data.isHarder).map((data) => data.id))
  const share = (form: NullForm, windowSeconds: number) => {
    const own = rows.filter((row) => known.has(row.data) && row.form === form && row.windowSeconds === windowSeconds)
    const p = own.flatMap((row) => row.seeds.flatMap((seed) => seed.random))
    return p.length === 0 ? null : p.filter((each) => each <= 0.05).length / p.length
  }
  const words = (form: NullForm) =>
    WINDOWS.flatMap((windowSeconds) => {
      const of = share(form, windowSeconds)
      return of === null ? [] : [`${percent(of)} at ${windowSeconds < 3600 ? `${windowSeconds / 60} min` : `${windowSeconds / 3600} h`}`]
    }).join(', ')
  return `*Conservative by design:* habit and rhythm take the largest of several chances for every object (the object's own spread, both latencies, hours), so where none of these habits is needed their p is too large: randomised p is at most 5 % for
${words('habit')} of the pairs under habit and ${words('rhythm')} under rhythm, where 5 % would be exact; population, whose chance comes from other objects, ${words('population')}. They miss what a sharper null would keep, and let no more pass than they should.`
}

export interface CalibrationRow {
  readonly data: string
  readonly form: NullForm
  readonly windowSeconds: number | null
  readonly seeds: readonly Calibrated[]
}

export async function calibration(
  kept: Kept,
  seeds: readonly number[],
  isShort: boolean,
  note: (line: string) => void,
): Promise<CalibrationRow[]> {
  const real = isShort ? null : await russian()
  const rows: CalibrationRow[] = []
  for (const data of isShort ? DATA.slice(0, 1) : DATA) {
    if (data.isReal && !real) {
      note('the shared data are absent: rows of real data are left out')
      continue
    }
    const made = new Map<number, NullData>()
    const dataOf = (seed: number) => {
      const one = made.get(seed) ?? data.make(seed, real as Cascades, isShort ? { accounts: 120, objects: 250 } : SIZE)
      made.set(seed, one)
      return one
    }
    for (const form of data.forms)
      for (const windowSeconds of SHARING.includes(form) ? [null] : data.windows) {
        const list: Calibrated[] = []
        for (const seed of seeds)
          list.push(
            await kept.once(`calibration ${data.id} ${form} ${windowSeconds} ${seed}`, () =>
              short(calibrate(dataOf(seed), form, windowSeconds, seed)),
            ),
          )
        rows.push({ data: data.id, form, windowSeconds, seeds: list })
      }
  }
  return rows
}

/** Six digits are enough for a distance of distributions. */
function short(one: Calibrated): Calibrated {
  const cut = (list: readonly number[]) => list.map((p) => Number(p.toPrecision(6)))
  return { ...one, mid: cut(one.mid), random: cut(one.random) }
}

export function calibrationSection(rows: readonly CalibrationRow[], groups: readonly GroupRow[]): string {
  const seeds = rows[0]?.seeds.length ?? 0
  const tables = DATA.flatMap((data) => {
    const own = rows.filter((row) => row.data === data.id)
    if (own.length === 0) return []
    return [`### ${data.title}\n\n${sentence(data.what)}${data.isHarder ? ` ${data.isHarder}` : ''}\n\n${table(HEAD, own.map(cells))}`]
  })
  const known = new Set(DATA.filter((data) => !data.isHarder).map((data) => data.id))
  const own = rows.filter((row) => known.has(row.data)).flatMap((row) => row.seeds)
  return `## Calibration: data without coordination

${seeds} seeds each where the last column does not say fewer; generated data: ${SIZE.accounts} accounts, ${SIZE.objects} objects (\`samples/quiet.ts\`). *Edges that pass* are Benjamini–Hochberg at 5 % over all pairs that could have passed; every one of them is false, so the
false discovery rate is the share of seeds with any. The tests are discrete, so p itself is too large on average and mid-p (P(X > x) + P(X = x)/2) crowds in the middle where meetings are rare: its distance from evenness is
printed, but only *randomised p* (P(X > x) + u · P(X = x), u drawn) can be tested for it. Both are taken from pairs of accounts of which no two share an account. *Too small* is the one-sided Kolmogorov–Smirnov test; pairs on the
same objects lean on each other, so its p is somewhat too small itself. ± is two standard errors between seeds.

Where the data hold nothing that the null does not know, ${own.filter((one) => one.passed > 0).length} of ${own.length} runs let any edge pass (${percent(own.filter((one) => one.passed > 0).length / Math.max(1, own.length))}; nominal 5 %): ${own.reduce((sum, one) => sum + one.passed, 0)} edges of ${own
    .reduce((sum, one) => sum + one.tests, 0)
    .toLocaleString('en')} tests.

${conservative(rows)}

${tables.join('\n\n')}

${groupSection(groups)}`
}

const sentence = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}.`
const HEAD = [
  'null',
  'window',
  'pairs',
  'randomised p ≤ 5 %',
  'KS distance',
  'too small: p',
  'mid-p: mean, distance',
  'edges that pass, of tests',
  'seeds with any',
]

function cells({ form, windowSeconds, seeds }: CalibrationRow): string[] {
  const random = seeds.flatMap((one) => one.random)
  const mid = seeds.flatMap((one) => one.mid)
  const low = seeds.map((one) => one.random.filter((p) => p <= 0.05).length / Math.max(1, one.random.length))
  const spread = Math.sqrt(low.reduce((sum, value) => sum + (value - mean(low)) ** 2, 0) / Math.max(1, low.length - 1) / low.length)
  const { distance, pAbove } = uniformity(random)
  return [
    form,
    windowSeconds === null
      ? ''
      : windowSeconds < 60
        ? `${windowSeconds} s`
        : windowSeconds < 3600
          ? `${windowSeconds / 60} min`
          : `${windowSeconds / 3600} h`,
    String(random.length),
    `${percent(mean(low))} ± ${(200 * spread).toFixed(1)}`,
    distance.toFixed(3),
    pAbove < 0.001 ? '< 0.001' : pAbove.toFixed(3),
    `${mean(mid).toFixed(3)}, ${uniformity(mid).distance.toFixed(2)}`,
    `${seeds.reduce((sum, one) => sum + one.passed, 0)} of ${seeds.reduce((sum, one) => sum + one.tests, 0).toLocaleString('en')}`,
    `${seeds.filter((one) => one.passed > 0).length} of ${seeds.length}`,
  ]
}
