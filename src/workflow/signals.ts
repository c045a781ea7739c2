import { join } from 'node:path'
import { listGroups } from '../groups/index.js'
import { fail, type Params, readParams, type SignalResult } from '../model/index.js'
import { type Namer, specFile } from '../outputs/index.js'
import { measureAll, SIGNALS } from '../signals/index.js'
import { type Case, hashRows, replaceTexts, type World } from '../store/index.js'
import { chooseById } from './choose.js'
import { listNetworks } from './network.js'
import { putPicture } from './put-picture.js'

export interface SignalSettings {
  readonly level: number
}
export const SIGNAL_SETTINGS: Params<SignalSettings> = {
  level: {
    kind: 'number',
    default: 0.05,
    min: 1e-9,
    max: 0.5,
    meaning: 'a signal is notable when its p, corrected for all groups, is at most this.',
    larger: 'A larger level marks more, more of it by chance.',
  },
}

export interface SignalOptions {
  /** Groups to measure; all when absent. */
  readonly groupIds?: readonly string[]
  /** Signals to measure; all when absent. */
  readonly signalIds?: readonly string[]
  /** Settings, and parameters by name for every signal that has one of that name. */
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
}

/**
 * Measures signals of groups, in place of older measurements of the same ones.
 * @throws ProblemError `usage/unknown-group`, `usage/unknown-signal`, `usage/bad-parameter`
 */
export async function measureSignals(world: World, kase: Case, options: SignalOptions): Promise<SignalResult[]> {
  const { groupIds, signalIds, params, seed } = options
  const wanted = signalIds
    ? signalIds.map((id) =>
        chooseById('signal', id, SIGNALS, (each) => each.id, `the signals are: ${SIGNALS.map((each) => each.id).join(', ')}`),
      )
    : SIGNALS
  const known = new Set([...Object.keys(SIGNAL_SETTINGS), ...wanted.flatMap((signal) => Object.keys(signal.params))])
  const stray = Object.keys(params).find((name) => !known.has(name))
  if (stray !== undefined)
    fail({
      code: 'usage/unknown-parameter',
      what: `no signal asked for has a parameter "${stray}"`,
      fix: `lockstep methods ${wanted[0]?.id ?? ''} prints what a signal takes`,
      unchanged: 'nothing was done',
    })
  const { level } = readParams(SIGNAL_SETTINGS, only(params, SIGNAL_SETTINGS), 'signals')
  const own = Object.fromEntries(
    wanted.map((signal) => [signal.id, { ...readParams(signal.params, only(params, signal.params), signal.id) }]),
  )
  const asked = { verb: 'signals', params: { ...(groupIds ? { groupIds } : {}), ...(signalIds ? { signalIds } : {}), params }, inputs: [] }
  return kase.step(world, asked, seed, async (job) => {
    const all = await listGroups(job.db)
    const groups =
      groupIds?.map((id) => chooseById('group', id, all, (each) => each.groupId, 'see which there are: lockstep get CASE groups')) ?? all
    const results = await measureAll(job, wanted, all, groups, await listNetworks(kase), own, level)
    await replaceTexts(
      job.db,
      'signals',
      results.map((result) => [result.groupId, result.signalId, JSON.stringify(result)]),
    )
    const resultHash = await hashRows(job.db, 'select group_id, signal_id, body from signals order by group_id, signal_id')
    return { result: results, done: { counts: { signals: wanted.length, groups: groups.length }, resultHash } }
  })
}

/** Every picture of the results as SVG in a folder: `G03-automation-1.svg`. @throws ProblemError `usage/cannot-write` */
export function writeSignalPictures(results: readonly SignalResult[], folder: string, name: Namer): string[] {
  return results.flatMap(({ groupId, signalId, pictures }) =>
    pictures.map((picture, i) => putPicture(join(folder, `${groupId}-${signalId}-${i + 1}.svg`), specFile(picture, name))),
  )
}

function only(params: Readonly<Record<string, unknown>>, described: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name in described))
}

/** By group, then in the order of the list. */
export async function readSignals(kase: Case): Promise<SignalResult[]> {
  const rows = await kase.db.rows<{ body: string }>(
    'select body from signals join groups using (group_id) order by network_key, length(group_id), group_id, signal_id',
  )
  const place = new Map(SIGNALS.map((signal, i) => [signal.id, i]))
  const results = rows.map((row) => JSON.parse(row.body) as SignalResult)
  const groups = new Map<string, number>()
  for (const { groupId } of results) if (!groups.has(groupId)) groups.set(groupId, groups.size)
  return results.sort(
    (x, y) =>
      (groups.get(x.groupId) as number) - (groups.get(y.groupId) as number) ||
      (place.get(x.signalId) ?? 99) - (place.get(y.signalId) ?? 99),
  )
}
