/** Groups through steps and over networks: as pictures, as rows of a table, and as JSON with names that may be shown. */
import type { FollowedGroups, GroupsView, HeatSpec, LayeredGroups } from '../model/index.js'
import type { Namer } from './output.js'

const MOST_ROWS = 60
const MOST_COLUMNS = 120

/** A row per group, a column per step, darker with more accounts: who is born, grows, falls silent. */
export function followedPicture({ networkId, by, steps, lives }: FollowedGroups): HeatSpec {
  const shown = steps.slice(0, MOST_COLUMNS)
  const sizes = lives.slice(0, MOST_ROWS).map(({ stages }) => new Map(stages.map(({ step, size }) => [step, size])))
  const label = (at: number) => (by === 'time' ? new Date(at).toISOString().slice(0, 10) : String(Number(at.toPrecision(4))))
  return {
    kind: 'heat',
    title: `Groups of ${networkId} followed through ${steps.length} steps`,
    describe: `One row per group${lives.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${lives.length}` : ''}, one column per ${by === 'time' ? 'slice of time' : by}${steps.length > MOST_COLUMNS ? `, the first ${MOST_COLUMNS} of ${steps.length}` : ''}; darker with more accounts.`,
    columns: shown.map(({ at }) => label(at)),
    rows: sizes.map((_, i) => `L${i + 1}`),
    cells: sizes.map((size) => shown.map((_, step) => size.get(step) ?? null)),
    unit: 'accounts',
  }
}

/** A row per group, a column per network, darker with a larger share of the group's evidence. */
export function layersPicture({ networks, groups }: LayeredGroups): HeatSpec {
  const shown = groups.slice(0, MOST_ROWS)
  return {
    kind: 'heat',
    title: `Groups over ${networks.join(', ')}`,
    describe: `One row per group${groups.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${groups.length}` : ''}, one column per network; darker where more of the group’s weight lies.`,
    columns: networks,
    rows: shown.map((_, i) => `M${i + 1}`),
    cells: shown.map(({ layers }) => layers.map(({ edges, share }) => (edges === 0 ? null : share))),
    unit: 'share of the weight inside the group',
  }
}

export interface StepCounts {
  readonly at: number
  readonly edges: number
  /** Null where there was nothing to look at. */
  readonly groups: number | null
  readonly born: number
  readonly split: number
  readonly back: number
  readonly merged: number
  readonly silent: number
}

/** What became of the groups in each step; merged and silent are those that end after it. */
export function stepCounts({ steps, lives }: FollowedGroups): StepCounts[] {
  return steps.map(({ at, edges, groups }, step) => {
    const began = (change: string) =>
      lives.filter(({ stages }) => stages.some((each) => each.step === step && each.change === change)).length
    const ended = lives.filter(({ stages, end }) => stages.at(-1)?.step === step && end !== 'lasts')
    const merged = ended.filter(({ end }) => typeof end === 'object').length
    const counts = { born: began('born'), split: began('split'), back: began('back'), merged, silent: ended.length - merged }
    return { at, edges, groups: groups === null ? null : groups.length, ...counts }
  })
}

export function nameView(view: GroupsView, name: Namer) {
  const named = (keys: readonly number[]) => keys.map((key) => name(key))
  if (view.verb === 'layers')
    return { ...view, groups: view.groups.map((group) => ({ ...group, members: named(group.members) })), union: view.union.map(named) }
  return {
    ...view,
    steps: view.steps.map(({ at, edges, groups }) => ({
      at: view.by === 'time' ? new Date(at).toISOString() : at,
      edges,
      groups: groups === null ? null : groups.map(named),
    })),
  }
}
