import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { scanFlags } from '../described.js'
import { shell } from '../shell.js'
import { scanLines } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', WHAT: 'a network of the case or a trace; several are combined' },
  argsOffer: { WHAT: 'trace' },
  examples: ['lockstep scan harbour repost', 'lockstep scan harbour repost link hashtag --windows 10s,60s,10m,1h --shuffles 99'],
  described: scanFlags,
  notes: [
    'Each window stands beside data sets with the account labels shuffled within each object. Having looked at many windows is counted: report the window you choose together with the p of the scan.',
  ],
  async run(call) {
    const { args, params, seed, world } = call
    const { scanCase } = await import('../../workflow/index.js')
    return withCase(call, 'write', 'scan', async (kase) => {
      const scan = await scanCase(world, kase, { what: args.slice(1), params, seed })
      return { case: kase.path, data: scan, text: scanLines(scan), next: [shell`lockstep report ${args[0]}`] }
    })
  },
}
