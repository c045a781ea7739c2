import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { dossierLines, dossierRows } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03; when absent, all of them' },
  examples: ['lockstep dossier harbour G03', 'lockstep dossier harbour'],
  flags: NAME_FLAGS,
  async run(call) {
    const { args, seed, world } = call
    const { writeDossiers } = await import('../../workflow/index.js')
    return withCase(args[0] as string, 'write', 'dossier', async (kase) => {
      const group = args[1]?.toUpperCase()
      const dossiers = await writeDossiers(world, kase, { groupIds: group === undefined ? undefined : [group], seed })
      const namer = await namerOf(call, kase)
      const one = dossiers.length === 1 ? dossiers[0] : undefined
      const text = one ? dossierLines(one, namer) : dossiers.length === 0 ? ['there is no group to describe'] : dossierRows(dossiers)
      const next =
        dossiers.length === 0
          ? [`lockstep groups ${args[0]} NETWORK`]
          : [`lockstep evidence ${args[0]} ${dossiers[0]?.group.groupId}`, `lockstep report ${args[0]}`]
      const members = dossiers.map(({ group: { groupId, members: keys } }) => ({
        groupId,
        members: keys.map((key) => ({ accountKey: key, name: namer(key) })),
      }))
      return { case: kase.path, data: { dossiers, members }, text, next }
    })
  },
}
