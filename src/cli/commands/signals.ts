import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { signalFlags } from '../described.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { shell } from '../shell.js'
import { signalLines, signalRows } from '../signal-views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03; when absent, all of them' },
  examples: ['lockstep signals harbour', 'lockstep signals harbour G03 --signal isolation --draws 999 --pictures out'],
  flags: [
    {
      name: 'signal',
      value: 'ID',
      offers: 'signal',
      isMany: true,
      meaning: 'measure this one only; may be given several times: lockstep methods',
    },
    { name: 'pictures', value: 'FOLDER', meaning: 'write every picture as SVG into this folder' },
    ...NAME_FLAGS,
  ],
  described: signalFlags,
  notes: ['A signal describes a group, with what ordinary behaviour gives the same beside it; it is no verdict on any account.'],
  async run(call) {
    const { all, args, params, seed, world } = call
    const { measureSignals, nameSignal, writeSignalPictures } = await import('../../workflow/index.js')
    return withCase(call, 'write', 'signals', async (kase) => {
      const group = args[1]?.toUpperCase()
      const ids = all('signal')
      const groupIds = group === undefined ? undefined : [group]
      const results = await measureSignals(world, kase, { groupIds, signalIds: ids.length > 0 ? ids : undefined, params, seed })
      const name = await namerOf(call, kase)
      const folder = call.flag('pictures')
      if (folder !== undefined) call.say(`pictures  ${writeSignalPictures(results, folder, name).length} in ${folder}`)
      const text = group === undefined ? signalRows(results) : results.flatMap(signalLines)
      return {
        case: kase.path,
        data: results.map((result) => nameSignal(result, name)),
        text: results.length === 0 ? ['there is no group to measure'] : text,
        next: [shell`lockstep report ${args[0]}`],
      }
    })
  },
}
