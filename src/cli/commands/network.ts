import { withCase } from '../case-path.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { networkFlags } from '../described.js'
import { networkName } from '../network-name.js'
import { shell } from '../shell.js'
import { networkLines } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', METHOD: 'a network method: lockstep methods' },
  argsOffer: { METHOD: 'network-method' },
  examples: [
    'lockstep network harbour windowed-cooccurrence --trace repost',
    'lockstep network harbour windowed-cooccurrence --trace link --window 10m --min-weight 3 --name slow-links',
  ],
  flags: [
    {
      name: 'trace',
      value: 'TRACE',
      offers: 'trace',
      meaning: 'which trace to build it from: lockstep traces CASE shows what the data hold',
    },
    { name: 'name', value: 'NAME', meaning: 'name of the network; when absent, made from trace and window' },
  ],
  described: networkFlags,
  async run(call) {
    const { args, flag, params, seed, world } = call
    const { buildNetwork, NETWORK_METHODS, TRACES } = await import('../../workflow/index.js')
    const { fail } = await import('../../model/index.js')
    const method = await choose('method', args[1] as string, NETWORK_METHODS, 'lockstep methods')
    const given = flag('trace')
    if (given === undefined)
      fail({
        code: 'usage/missing-trace',
        what: 'which trace?',
        where: { column: '--trace' },
        fix: `write --trace and one of: ${TRACES.map((each) => each.id).join(', ')}`,
        unchanged: 'nothing was done',
      })
    const trace = (await choose('trace', given as string, TRACES, shell`lockstep traces ${args[0]}`)).id
    const name = await networkName(call)
    return withCase(call, 'write', 'network', async (kase) => {
      const network = await buildNetwork(world, kase, { method: method.id, trace, params, name, seed })
      const next =
        network.edges > 0
          ? [shell`lockstep groups ${args[0]} ${network.networkId}`]
          : 'windowSeconds' in method.params
            ? ['a longer --window or a lower --min-weight lets more pairs pass; that none passed is a result too']
            : ['a lower --min-similarity or --min-participation lets more pairs pass; that none passed is a result too']
      return { case: kase.path, data: network, text: networkLines([network]), next }
    })
  },
}
