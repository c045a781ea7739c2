import type { HeatSpec } from '../model/index.js'
import { type Namer, specFile } from '../outputs/index.js'
import type { LayeredGroups } from './layers.js'
import { putPicture } from './put-picture.js'
import type { FollowedGroups } from './steps.js'

const MOST_ROWS = 60
const PLAIN = ((key: number) => String(key)) as unknown as Namer

/** A row per group, a column per step, darker with more accounts: who is born, grows, falls silent. */
export function followedPicture({ network, by, steps, lives }: FollowedGroups): HeatSpec {
  const sizes = lives.slice(0, MOST_ROWS).map(({ stages }) => new Map(stages.map(({ step, size }) => [step, size])))
  const label = (at: number) => (by === 'time' ? new Date(at).toISOString().slice(0, 10) : String(Number(at.toPrecision(4))))
  return {
    kind: 'heat',
    title: `Groups of ${network.networkId} followed through ${steps.length} steps`,
    describe: `One row per group${lives.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${lives.length}` : ''}, one column per ${by === 'time' ? 'slice of time' : by}; darker with more accounts.`,
    columns: steps.map(({ at }) => label(at)),
    rows: sizes.map((_, i) => `L${i + 1}`),
    cells: sizes.map((size) => steps.map((_, step) => size.get(step) ?? null)),
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

/** @throws ProblemError `usage/cannot-write` */
export function writeGroupsPicture(spec: HeatSpec, path: string): string {
  return putPicture(path, specFile(spec, PLAIN))
}
