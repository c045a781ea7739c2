import type { Case, Dossier } from '../../workflow/index.js'
import { withCase } from '../case-path.js'
import type { Command, Outcome } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { shell } from '../shell.js'
import { dossierLines, dossierRows } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03; when absent, all of them' },
  examples: ['lockstep dossier harbour G03', 'lockstep dossier harbour'],
  flags: NAME_FLAGS,
  async run(call) {
    const { args, seed, world } = call
    const { currentDossiers, nameDossier, writeDossiers } = await import('../../workflow/index.js')
    const group = args[1]?.toUpperCase()
    const asked = { groupIds: group === undefined ? undefined : [group], seed }
    const show = async (kase: Case, dossiers: readonly Dossier[]): Promise<Outcome> => {
      const name = await namerOf(call, kase)
      const one = group === undefined ? undefined : dossiers[0]
      const text = one ? dossierLines(one, name) : dossiers.length === 0 ? ['there is no group to describe'] : dossierRows(dossiers)
      const first = dossiers[0]?.group.groupId
      const next =
        first === undefined
          ? [shell`lockstep groups ${args[0]} NETWORK`]
          : [shell`lockstep evidence ${args[0]} ${first}`, shell`lockstep report ${args[0]}`]
      return { case: kase.path, data: dossiers.map((dossier) => nameDossier(dossier, name)), text, next }
    }
    const read = async (kase: Case) => {
      const current = await currentDossiers(kase, asked)
      return current && show(kase, current)
    }
    // Read first, so that a dossier can be looked at while others read the case.
    const stored = call.has('reveal')
      ? null
      : await withCase(call, 'read', 'dossier', read).catch((error: { problem?: { code?: string } }) => {
          if (error.problem?.code !== 'case/older') throw error
          return null
        })
    return (
      stored ??
      withCase(call, 'write', 'dossier', async (kase) => (await read(kase)) ?? show(kase, await writeDossiers(world, kase, asked)))
    )
  },
}
