import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { toJson } from '../render.js'

export const command: Command = {
  argsMean: { CASE: 'the case', PATH: 'a page of the case; ID is a group, such as G03' },
  argsOffer: { PATH: 'page' },
  examples: ['lockstep get harbour overview', 'lockstep get harbour groups/G03', 'lockstep get harbour rejects'],
  flags: NAME_FLAGS,
  notes: [
    'Prints JSON always: the data of the page alone, or with --json inside the usual object. Accounts appear by short name in dossiers, by key elsewhere. Values of rejected rows may hold handles: they are null unless handles are shown (--reveal).',
  ],
  async run(call) {
    const { readPage } = await import('../../workflow/index.js')
    return withCase(call, call.has('reveal') ? 'write' : 'read', 'get', async (kase) => {
      const data = await readPage(call.world, kase, call.args[1] as string, () => namerOf(call, kase))
      return { case: kase.path, data, text: [toJson(data)] }
    })
  },
}
