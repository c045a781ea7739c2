import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { shell } from '../shell.js'
import { overviewLines } from '../summary.js'

export const command: Command = {
  argsMean: { CASE: 'the case' },
  examples: ['lockstep overview harbour', 'lockstep overview harbour --json'],
  async run(call) {
    const { args, world } = call
    const { overview } = await import('../../workflow/index.js')
    return withCase(call, 'read', 'overview', async (kase) => {
      const data = await overview(world, kase)
      return {
        case: kase.path,
        data,
        text: overviewLines(data),
        next: data.networks.length === 0 ? [shell`lockstep traces ${args[0]}`] : [],
      }
    })
  },
}
