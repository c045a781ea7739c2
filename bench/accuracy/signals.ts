/** Signals beside planted behaviours: in the sample over several seeds, and in small data by how many members show the behaviour. */
import { linesPicture, pictureFile } from '../../src/outputs/index.js'
import { SIGNALS } from '../../src/signals/index.js'
import { signalCase } from '../../src/signals/test-case.js'
import { type BehaviourResult, type Rate, writeSample } from '../../src/workflow/index.js'
import type { Kept } from './kept.js'
import { runCase, world } from './run-case.js'
import { GROUPS, isPlanted, plantedData, SIZE } from './signal-data.js'
import { percent, shareWithin, table } from './words.js'

const SHARES = [0, 0.125, 0.25, 0.5, 1]

export function signalsOfSeed(kept: Kept, seed: number, posts: number): Promise<readonly BehaviourResult[]> {
  return kept.once(`signals ${posts} ${seed}`, () =>
    runCase(
      (folder) => writeSample(world, { folder, posts, seed }),
      async (_, result) => result.signals?.signals ?? [],
    ),
  )
}

export interface SignalPower {
  readonly signalId: string
  readonly share: number
  readonly fired: number
  readonly of: number
}

export async function signalPower(kept: Kept, seeds: readonly number[], isShort: boolean): Promise<SignalPower[]> {
  const rows: SignalPower[] = []
  for (const signal of SIGNALS.filter(({ id }) => isPlanted(id)))
    for (const share of isShort ? SHARES.slice(-1) : SHARES) {
      const counts: { fired: number; of: number }[] = []
      for (const seed of seeds)
        counts.push(
          await kept.once(`signal power ${signal.id} ${share} ${seed}`, async () => {
            const { accounts, posts, groups } = plantedData(signal.id, share, seed)
            const kase = await signalCase(accounts, posts, seed)
            const results = await kase.measure(signal, groups)
            kase.close()
            return { fired: results.filter(({ pValue }) => pValue !== null && pValue <= 0.05).length, of: results.length }
          }),
        )
      const sum = (key: 'fired' | 'of') => counts.reduce((total, one) => total + one[key], 0)
      rows.push({ signalId: signal.id, share, fired: sum('fired'), of: sum('of') })
    }
  return rows
}

export function signalsSection(
  results: readonly (readonly BehaviourResult[])[],
  seeds: readonly number[],
  posts: number,
  rows: readonly SignalPower[],
  powerSeeds: number,
  picture: string,
): string {
  const shares = [...new Set(rows.map(({ share }) => share))]
  const of = (id: string, pick: (one: BehaviourResult) => Rate) => {
    const rates = results.flatMap((seed) => seed.filter(({ signalId }) => signalId === id)).map(pick)
    return shareWithin(
      rates.reduce((sum, { hits }) => sum + hits, 0),
      rates.reduce((sum, { of: all }) => sum + all, 0),
    )
  }
  const left = (id: string) => results.flat().reduce((sum, one) => sum + (one.signalId === id ? one.notMeasured.carrying : 0), 0)
  return `## Signals

### In the sample

The sample of ${posts.toLocaleString('en')} posts, seeds ${seeds.join(', ')}, \`investigate\` with its defaults. A signal *fires* on a group when it is notable (p at most 5 % after Benjamini–Hochberg over all groups of the case). A group *carries* a behaviour
when half of its members or more are labelled with it; which thing carries what by design stands in \`samples/README.md\`. Groups of all networks count, so one crew may count several times and the Wilson intervals are too narrow. *Of those it fires on*
counts only what was planted under that name. Harmless look-alikes carry behaviours too, and a signal describes and does not judge: what it does on groups that do not carry it stands in the fourth column. The definitions were settled on seeds 51 to 53.

${table(
  [
    'signal',
    'of those it fires on, carry it',
    'of those that carry it, fires',
    'fires without it',
    'fires on look-alikes, carried or not',
    'on background',
    'carry it, not measured',
  ],
  SIGNALS.map(({ id }) => [
    id,
    of(id, (one) => one.precision),
    of(id, (one) => one.recall),
    of(id, (one) => one.without),
    of(id, (one) => one.lookAlikes),
    of(id, (one) => one.background),
    String(left(id)),
  ]),
)}

### By how many members show the behaviour

Small generated data, ${powerSeeds} ${powerSeeds === 1 ? 'seed' : 'seeds'}, ${GROUPS} groups of ${SIZE} among 300 accounts each; that share of the members shows the behaviour fully, the others none (\`bench/accuracy/signal-data.ts\`). Share of groups with p at most 5 %, no correction; at 0 it should be 5 % or less.
One measure of each signal is planted; the others see nothing, and take nothing away.

![Share of groups on which each signal fires, by the share of members that show the behaviour](${picture})

${table(
  ['signal', ...shares.map((share) => percent(share, share === 0.125 ? 1 : 0))],
  SIGNALS.filter(({ id }) => isPlanted(id)).map(({ id }) => [
    id,
    ...shares.map((share) => {
      const row = rows.find((one) => one.signalId === id && one.share === share)
      return row ? shareWithin(row.fired, row.of) : 'none'
    }),
  ]),
)}`
}

export function signalPowerPicture(rows: readonly SignalPower[]): string {
  return pictureFile(
    linesPicture({
      id: 'signal-power',
      title: 'How many members must show a behaviour for its signal to fire',
      describe: 'Share of groups with p at most 5 %, by the share of members that show the behaviour. The table holds the same.',
      panels: SIGNALS.filter(({ id }) => isPlanted(id)).map(({ id }) => {
        const own = rows.filter(({ signalId }) => signalId === id)
        return {
          title: id,
          xWords: 'share of members that show it',
          x: [0, 1] as const,
          xTicks: SHARES.map((at) => ({ at, label: String(at) })),
          lines: [{ label: 'fires', points: own.map(({ share, fired, of }) => ({ x: share, y: fired / of })) }],
        }
      }),
    }),
  )
}
