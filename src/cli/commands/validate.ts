import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { validateFlags } from '../described.js'
import { networkName } from '../network-name.js'
import { shell } from '../shell.js'
import { networkLines } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', NETWORK: 'name of a network of the case: lockstep overview CASE' },
  examples: [
    'lockstep validate harbour repost-60s',
    'lockstep validate harbour repost-60s --null sittings --correction by --name beyond-chance',
  ],
  flags: [{ name: 'name', value: 'NAME', meaning: 'name of the new network; when absent, made from network and null' }],
  described: validateFlags,
  notes: [
    'All pairs of the trace are tested and corrected for, not only those with an edge. What passes is more than chance by that null, which is no verdict on any account.',
  ],
  async run(call) {
    const { args, params, seed, world } = call
    const { validateNetwork } = await import('../../workflow/index.js')
    const name = await networkName(call)
    return withCase(call, 'write', 'validate', async (kase) => {
      const network = await validateNetwork(world, kase, { networkId: args[1] as string, params, name, seed })
      const next = network.edges > 0 ? [shell`lockstep groups ${args[0]} ${network.networkId}`] : []
      return { case: kase.path, data: network, text: networkLines([network]), next }
    })
  },
}
