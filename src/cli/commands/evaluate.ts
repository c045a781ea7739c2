import { withCase } from '../case-path.js'
import type { Command } from '../command.js'

export const command: Command = {
  argsMean: { CASE: 'the case, with groups and dossiers', LABELS: 'file that says which accounts belong to what' },
  examples: ['lockstep evaluate harbour harbour.sample/labels.csv', 'lockstep evaluate harbour labels.csv --json'],
  async run(call) {
    const { args, world } = call
    const { evaluate, evaluationLines } = await import('../../workflow/index.js')
    return withCase(call, 'write', 'evaluate', async (kase) => {
      const data = await evaluate(world, kase, { labelsPath: args[1] as string })
      return { case: kase.path, data, text: evaluationLines(data) }
    })
  },
}
