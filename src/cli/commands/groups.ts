import { withCase } from '../case-path.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { groupFlags } from '../described.js'
import { shell } from '../shell.js'
import { groupLines } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', NETWORK: 'name of a network of the case: lockstep overview CASE' },
  examples: ['lockstep groups harbour repost-60s', 'lockstep groups harbour repost-60s --method components'],
  flags: [{ name: 'method', value: 'METHOD', offers: 'group-method', default: 'leiden', meaning: 'a group method: lockstep methods' }],
  described: groupFlags,
  async run(call) {
    const { args, flag, params, seed, world } = call
    const { findGroups, GROUP_METHODS, INVESTIGATE_DEFAULTS } = await import('../../workflow/index.js')
    const method = await choose('method', flag('method') ?? INVESTIGATE_DEFAULTS.groupMethod, GROUP_METHODS, 'lockstep methods')
    return withCase(call, 'write', 'groups', async (kase) => {
      const groups = await findGroups(world, kase, { networkId: args[1] as string, method: method.id, params, seed })
      const text = groups.length === 0 ? ['no group passes these settings; that is a result too'] : groupLines(groups)
      // Account keys mean nothing outside the case: who they are is said by `lockstep get CASE groups`.
      return {
        case: kase.path,
        data: groups.map(({ members, ...group }) => group),
        text,
        next: groups.length === 0 ? [] : [shell`lockstep dossier ${args[0]}`],
      }
    })
  },
}
