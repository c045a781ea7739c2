/** The hand-written table from a ledger entry's verb to the function that does it again. A verb that is missing here cannot be replayed. */
import { fail, type TraceId } from '../model/index.js'
import type { Case, LedgerEntry, World } from '../store/index.js'
import { type BackboneOptions, buildBackbone } from './backbone.js'
import { type Judgement, setStatus, writeDossiers } from './dossiers.js'
import { forgetByHash } from './forget-step.js'
import { makeGroups } from './groups.js'
import { type ImportOptions, importFiles } from './import.js'
import { importMediaList } from './import-media.js'
import { groupLayers, type LayersOptions } from './layers.js'
import { makeNetwork } from './network.js'
import { type ScanOptions, scanCase } from './scan.js'
import { measureSignals, type SignalOptions } from './signals.js'
import { groupScales, groupSnapshots, type StepsOptions } from './steps.js'
import { findTextsAgain } from './texts.js'
import { type ValidateOptions, validateNetwork } from './validate.js'

type Rerun = (world: World, kase: Case, entry: LedgerEntry, files: readonly string[]) => Promise<unknown>
type Of<F extends (...args: never[]) => unknown, N extends number> = Parameters<F>[N]

const RERUNS: Readonly<Record<string, Rerun>> = {
  import: (world, kase, { asked }, files) =>
    asked.params.recordKind === 'media'
      ? importMediaList(world, kase, files[0] as string, String(asked.params.name))
      : importFiles(world, kase, files, { ...(asked.params as unknown as ImportOptions), isMapWhole: true }),
  network: (world, kase, { asked }) =>
    makeNetwork(world, kase, { ...asked.params, trace: asked.params.trace as TraceId, seed: asked.seed } as unknown as Of<
      typeof makeNetwork,
      2
    >),
  backbone: (world, kase, { asked }) => buildBackbone(world, kase, { ...asked.params, seed: asked.seed } as unknown as BackboneOptions),
  validate: (world, kase, { asked }) => validateNetwork(world, kase, { ...asked.params, seed: asked.seed } as unknown as ValidateOptions),
  scan: (world, kase, { asked }) => scanCase(world, kase, { ...asked.params, seed: asked.seed } as unknown as ScanOptions),
  scales: (world, kase, { asked }) => groupScales(world, kase, { ...asked.params, seed: asked.seed } as unknown as StepsOptions),
  snapshots: (world, kase, { asked }) => groupSnapshots(world, kase, { ...asked.params, seed: asked.seed } as unknown as StepsOptions),
  layers: (world, kase, { asked }) => groupLayers(world, kase, { ...asked.params, seed: asked.seed } as unknown as LayersOptions),
  groups: (world, kase, { asked }) => makeGroups(world, kase, { ...asked.params, seed: asked.seed } as unknown as Of<typeof makeGroups, 2>),
  dossiers: (world, kase, { asked }) =>
    writeDossiers(world, kase, { keepsJudgements: false, ...asked.params, seed: asked.seed } as unknown as Of<typeof writeDossiers, 2>),
  signals: (world, kase, { asked }) => measureSignals(world, kase, { ...asked.params, seed: asked.seed } as unknown as SignalOptions),
  texts: (world, kase, { asked }) =>
    findTextsAgain(world, kase, { ...asked.params, seed: asked.seed } as unknown as Of<typeof findTextsAgain, 2>),
  judge: (world, kase, { asked }) => setStatus(world, kase, asked.params as unknown as Judgement),
  forget: (world, kase, { asked }) => forgetByHash(world, kase, String(asked.params.accountHash)),
}

/** Steps that change nothing in the rows and are not done again. */
export const NOT_REPLAYED: readonly string[] = ['report', 'export', 'not-written', 'reveal']

function canRerun(verb: string): boolean {
  return Object.hasOwn(RERUNS, verb)
}

/** @throws ProblemError `usage/cannot-replay` */
export async function rerun(world: World, kase: Case, entry: LedgerEntry, files: readonly string[]): Promise<void> {
  const again = canRerun(entry.asked.verb) ? RERUNS[entry.asked.verb] : undefined
  if (again === undefined)
    fail({
      code: 'usage/cannot-replay',
      what: `step ${entry.entry} is "${entry.asked.verb}", which this version cannot do again`,
      fix: `use the version that wrote the ledger: ${entry.asked.version}`,
      unchanged: 'the case that was replayed is as it was',
    })
  await again(world, kase, entry, files)
}
