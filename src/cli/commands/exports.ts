import { exportCard, plainCard } from '../cards.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { table } from '../render.js'

export const command: Command = {
  argsMean: { ID: 'an export; its card is printed' },
  argsOffer: { ID: 'export' },
  examples: ['lockstep exports', 'lockstep exports graphml'],
  async run({ args }) {
    const { OUTPUTS } = await import('../../workflow/index.js')
    const describe = ({ id, title, of, mediaType, extension }: (typeof OUTPUTS)[number]) => ({ id, title, of, mediaType, extension })
    if (args[0] !== undefined) {
      const output = await choose('export', args[0], OUTPUTS, 'lockstep exports')
      return { data: describe(output), text: plainCard(exportCard(output)) }
    }
    return {
      data: OUTPUTS.map(describe),
      text: table(
        ['export', 'of', 'title'],
        OUTPUTS.map((output) => [output.id, output.of.join(', '), output.title]),
      ),
    }
  },
}
