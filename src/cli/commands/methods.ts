import { methodCard, plainCard } from '../cards.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { table } from '../render.js'

export const command: Command = {
  argsMean: { ID: 'a method; its card is printed: what it computes, parameters, what ordinary behaviour does to it, what to read' },
  argsOffer: { ID: 'any-method' },
  examples: ['lockstep methods', 'lockstep methods windowed-cooccurrence'],
  async run({ args }) {
    const { BACKBONE_METHODS, GROUP_METHODS, NETWORK_METHODS, SIGNALS } = await import('../../workflow/index.js')
    const all = [...NETWORK_METHODS, ...BACKBONE_METHODS, ...GROUP_METHODS, ...SIGNALS].map(
      ({ id, title, what, params, references, ...rest }) => {
        const { isDirected, weightMeans, ordinary, needs } = rest as {
          isDirected?: boolean
          weightMeans?: string
          ordinary?: string
          needs?: readonly string[]
        }
        const makes = weightMeans !== undefined ? 'network' : 'keep' in rest ? 'backbone' : 'needs' in rest ? 'signal' : 'groups'
        return { id, makes, title, what, params, references, isDirected, weightMeans, ordinary, needs }
      },
    )
    if (args[0] !== undefined) {
      const method = await choose('method', args[0], all, 'lockstep methods')
      const named = all.filter((each) => each.id === method.id)
      const cards = await Promise.all(named.map(async (each) => plainCard(await methodCard(each))))
      return { data: method, text: cards.flatMap((card, i) => (i === 0 ? card : ['', ...card])) }
    }
    return {
      data: all.map(({ id, makes, title }) => ({ id, makes, title })),
      text: table(
        ['method', 'makes', 'title'],
        all.map((method) => [method.id, method.makes, method.title]),
      ),
    }
  },
}
