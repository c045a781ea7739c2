/** How groups followed through steps read on a terminal, and as JSON. */
import type { FollowedGroups, Namer } from '../workflow/index.js'
import { instant, table } from './render.js'

const HEAD = { time: 'slice from', weight: 'least weight', resolution: 'resolution' } as const
const MOST_LIVES = 40
const MOST_COLUMNS = 24

const atOf = ({ by }: FollowedGroups, at: number) => (by === 'time' ? instant(at).slice(0, 16) : String(Number(at.toPrecision(6))))

export function followedLines(found: FollowedGroups): string[] {
  const { steps, lives, by } = found
  if (steps.length === 0) return ['the network has no traces: there is nothing to follow']
  const born = (step: number, change: string) =>
    lives.filter(({ stages }) => stages.some((each) => each.step === step && each.change === change)).length
  const ended = (step: number, isMerged: boolean) =>
    lives.filter(({ stages, end }) => stages.at(-1)?.step === step && end !== 'lasts' && (typeof end === 'object') === isMerged).length
  const rows = table(
    ['step', HEAD[by], 'edges', 'groups', 'born', 'split off', 'back', 'then merged', 'then silent'],
    steps.map(({ at, edges, groups }, step) =>
      groups === null
        ? [step + 1, atOf(found, at), 'no data', '', '', '', '', '', '']
        : [
            step + 1,
            atOf(found, at),
            edges,
            groups.length,
            born(step, 'born'),
            born(step, 'split'),
            born(step, 'back'),
            ended(step, true),
            ended(step, false),
          ],
    ),
  )
  if (lives.length === 0) return [...rows, '', 'no group in any step; that is a result too']
  const largest = lives
    .map((life, i) => ({ life, i, most: Math.max(...life.stages.map((stage) => stage.size)) }))
    .toSorted((x, y) => y.life.stages.length - x.life.stages.length || y.most - x.most || x.i - y.i)
  const shown = largest.slice(0, MOST_LIVES).toSorted((x, y) => x.i - y.i)
  const lines = shown.map(({ life, i }) => {
    const sizes = new Map(life.stages.map((stage) => [stage.step, stage.size]))
    const from = life.stages[0]?.from ?? null
    const end =
      typeof life.end === 'object'
        ? `merged into L${life.end.mergedInto + 1}`
        : life.end === 'silent'
          ? `silent after ${(life.stages.at(-1)?.step as number) + 1}`
          : 'lasts'
    const cells = steps
      .slice(0, MOST_COLUMNS)
      .map(({ groups }, step) => String(sizes.get(step) ?? (groups === null ? ' ' : '·')).padStart(3))
    return `  ${`L${i + 1}`.padEnd(5)}${cells.join(' ')}  ${from === null ? '' : `split from L${from + 1}, `}${end}`
  })
  const head = `  step ${steps
    .slice(0, MOST_COLUMNS)
    .map((_, step) => String(step + 1).padStart(3))
    .join(' ')}`
  const more = [
    ...(shown.length < lives.length ? [`  and ${lives.length - shown.length} shorter ones: --json`] : []),
    ...(steps.length > MOST_COLUMNS ? [`  and ${steps.length - MOST_COLUMNS} more steps: --json`] : []),
  ]
  return [...rows, '', 'Groups followed (accounts in each step; · none)', head, ...lines, ...more]
}

export function followedData(found: FollowedGroups, name: Namer) {
  const { network, method, by, params, steps, lives } = found
  return {
    networkId: network.networkId,
    method,
    by,
    params,
    steps: steps.map(({ at, edges, groups }) => ({
      at: by === 'time' ? new Date(at).toISOString() : at,
      edges,
      groups: groups === null ? null : groups.map((members) => members.map((key) => name(key))),
    })),
    lives,
  }
}
