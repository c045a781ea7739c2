import { withCase } from '../case-path.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { stepFlags } from '../described.js'
import { followedData, followedLines } from '../followed.js'
import { NAME_FLAGS, namerOf, PICTURE_FLAG } from '../name-flags.js'

export const command: Command = {
  argsMean: { CASE: 'the case', NETWORK: 'name of a network of the case: lockstep overview CASE' },
  examples: ['lockstep scales harbour repost-60s --picture scales.svg', 'lockstep scales harbour repost-60s --by resolution'],
  flags: [{ name: 'method', value: 'METHOD', default: 'leiden', meaning: 'a group method: lockstep methods' }, PICTURE_FLAG, ...NAME_FLAGS],
  described: () => stepFlags('SCALE_PARAMS'),
  notes: [
    'Nothing is written: the groups of the case and their dossiers stay as they are. A row is one group followed through the steps; numbers are accounts.',
  ],
  async run(call) {
    const { args, flag, params, seed, world } = call
    const { followedPicture, GROUP_METHODS, groupScales, INVESTIGATE_DEFAULTS, writeGroupsPicture } = await import(
      '../../workflow/index.js'
    )
    const method = await choose('method', flag('method') ?? INVESTIGATE_DEFAULTS.groupMethod, GROUP_METHODS, 'lockstep methods')
    return withCase(call, 'write', 'scales', async (kase) => {
      const found = await groupScales(world, kase, { networkId: args[1] as string, method: method.id, params, seed })
      const picture = flag('picture')
      if (picture !== undefined) call.say(`picture   ${writeGroupsPicture(followedPicture(found), picture)}`)
      const name = await namerOf(call, kase)
      return { case: kase.path, data: followedData(found, name), text: followedLines(found) }
    })
  },
}
