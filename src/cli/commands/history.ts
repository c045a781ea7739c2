import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { fold, visible } from '../render.js'

export const command: Command = {
  argsMean: { CASE: 'the case' },
  examples: ['lockstep history harbour', 'lockstep history harbour --json'],
  notes: ['With --json: the object, then one step a line.'],
  async run(call) {
    const { history } = await import('../../workflow/index.js')
    return withCase(call, 'read', 'history', async (kase) => {
      const steps = await history(kase)
      const text = steps.flatMap((step) => [
        `${String(step.entry).padStart(3)}  ${step.at.slice(0, 19).replace('T', ' ')} UTC  version ${step.version}  seed ${step.seed}  result ${step.resultHash.slice(0, 12)}`,
        ...fold(visible(step.words, 2000), 90, '     ').map((line, i) => (i === 0 ? `     ${line}` : line)),
        ...step.warnings.map((warning) => `     warning: ${visible(warning, 400)}`),
      ])
      return { case: kase.path, data: {}, rows: steps, text: text.length === 0 ? ['nothing was done yet'] : text }
    })
  },
}
