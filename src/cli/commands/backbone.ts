import { withCase } from '../case-path.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { backboneFlags } from '../described.js'
import { networkName } from '../network-name.js'
import { shell } from '../shell.js'
import { networkLines } from '../views.js'

export const command: Command = {
  argsMean: {
    CASE: 'the case',
    NETWORK: 'name of a network of the case: lockstep overview CASE',
    METHOD: 'a backbone method: lockstep methods',
  },
  argsOffer: { METHOD: 'backbone-method' },
  examples: [
    'lockstep backbone harbour repost-60s disparity',
    'lockstep backbone harbour repost-60s noise-corrected --delta 2.32 --name strong-ties',
  ],
  flags: [{ name: 'name', value: 'NAME', meaning: 'name of the new network; when absent, made from network and method' }],
  described: backboneFlags,
  notes: [
    'The network that is named stays as it is: what is kept becomes a network of its own, and its notes say how many edges of how many.',
  ],
  async run(call) {
    const { args, params, seed, world } = call
    const { BACKBONE_METHODS, buildBackbone } = await import('../../workflow/index.js')
    const method = await choose('backbone', args[2] as string, BACKBONE_METHODS, 'lockstep methods')
    const name = await networkName(call)
    return withCase(call, 'write', 'backbone', async (kase) => {
      const network = await buildBackbone(world, kase, {
        networkId: args[1] as string,
        method: method.id,
        params,
        name,
        seed,
      })
      const next = network.edges > 0 ? [shell`lockstep groups ${args[0]} ${network.networkId}`] : []
      return { case: kase.path, data: network, text: networkLines([network]), next }
    })
  },
}
