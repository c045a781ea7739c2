import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { toJson } from '../render.js'

const PAGES = ['overview', 'networks', 'groups', 'ledger'] as const

export const command: Command = {
  argsMean: { CASE: 'the case', PATH: `${PAGES.join(', ')}, or groups/G03` },
  examples: ['lockstep get harbour overview', 'lockstep get harbour groups/G03'],
  flags: NAME_FLAGS,
  notes: [
    'Prints JSON always: the data of the page alone, or with --json inside the usual object. Accounts appear by short name in dossiers, by key elsewhere.',
  ],
  async run(call) {
    const { args, world } = call
    const { history, listGroups, listNetworks, nameDossier, overview, readDossiers } = await import('../../workflow/index.js')
    const { fail } = await import('../../model/index.js')
    const path = (args[1] as string).replace(/^\/+|\/+$/g, '')
    return withCase(call, 'read', 'get', async (kase) => {
      const [page, id, more] = path.split('/')
      const missing = () =>
        fail({
          code: 'usage/unknown-page',
          what: `there is no page '${path}' in this case`,
          fix: `give one of: ${PAGES.join(', ')}, groups/ID`,
          unchanged: 'nothing was done',
        })
      let data: unknown
      if (page === 'groups' && id !== undefined && more === undefined) {
        const group = (await listGroups(kase)).find((each) => each.groupId === id.toUpperCase())
        if (!group) missing()
        const dossier = (await readDossiers(kase)).find((each) => each.group.groupId === group?.groupId)
        data = { group, dossier: dossier ? nameDossier(dossier, await namerOf(call, kase)) : null }
      } else if (id !== undefined) missing()
      else if (page === 'overview') data = await overview(world, kase)
      else if (page === 'networks') data = await listNetworks(kase)
      else if (page === 'groups') data = await listGroups(kase)
      else if (page === 'ledger') data = await history(kase)
      else missing()
      return { case: kase.path, data, text: [toJson(data)] }
    })
  },
}
