/** Commands that follow groups through steps: one shape, how it reads on a terminal, and as JSON. */
import type { FollowedGroups, StepCounts } from '../workflow/index.js'
import { withCase } from './case-path.js'
import { choose } from './choose.js'
import type { Command } from './command.js'
import { stepFlags } from './described.js'
import { NAME_FLAGS, namerOf, PICTURE_FLAG } from './name-flags.js'
import { instant, table } from './render.js'
import { shell } from './shell.js'

const HEAD = { time: 'slice from', weight: 'least weight', resolution: 'resolution' } as const
const MOST_LIVES = 40
const MOST_COLUMNS = 24

export function stepsCommand(verb: FollowedGroups['verb'], examples: readonly string[]): Command {
  return {
    argsMean: { CASE: 'the case', NETWORK: 'name of a network of the case: lockstep overview CASE' },
    examples,
    flags: [
      { name: 'method', value: 'METHOD', offers: 'group-method', default: 'leiden', meaning: 'a group method: lockstep methods' },
      PICTURE_FLAG,
      ...NAME_FLAGS,
    ],
    described: () => stepFlags(verb === 'scales' ? 'SCALE_PARAMS' : 'SNAPSHOT_PARAMS'),
    notes: [
      'A view beside the groups of the case, which stay as they are with their dossiers; the report shows it. A row is one group followed through the steps; numbers are accounts.',
    ],
    async run(call) {
      const { args, flag, params, seed, world } = call
      const { GROUP_METHODS, groupScales, groupSnapshots, INVESTIGATE_DEFAULTS, nameView, stepCounts, writeGroupsPicture } = await import(
        '../workflow/index.js'
      )
      const method = await choose('method', flag('method') ?? INVESTIGATE_DEFAULTS.groupMethod, GROUP_METHODS, 'lockstep methods')
      return withCase(call, 'write', verb, async (kase) => {
        const search = verb === 'scales' ? groupScales : groupSnapshots
        const found = await search(world, kase, { networkId: args[1] as string, method: method.id, params, seed })
        const picture = flag('picture')
        if (picture !== undefined) call.say(`picture   ${writeGroupsPicture(found, picture)}`)
        const data = nameView(found, await namerOf(call, kase))
        return { case: kase.path, data, text: followedLines(found, stepCounts(found)), next: [shell`lockstep report ${args[0]}`] }
      })
    },
  }
}

const atOf = ({ by }: FollowedGroups, at: number) => (by === 'time' ? instant(at).slice(0, 16) : String(Number(at.toPrecision(6))))

function followedLines(found: FollowedGroups, counts: readonly StepCounts[]): string[] {
  const { steps, lives, by } = found
  if (steps.length === 0) return ['the network has no traces: there is nothing to follow']
  const rows = table(
    ['step', HEAD[by], 'edges', 'groups', 'born', 'split off', 'back', 'then merged', 'then silent'],
    counts.map(({ at, edges, groups, born, split, back, merged, silent }, step) =>
      groups === null
        ? [step + 1, atOf(found, at), 'no data', '', '', '', '', '', '']
        : [step + 1, atOf(found, at), edges, groups, born, split, back, merged, silent],
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
