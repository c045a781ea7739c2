import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { layerFlags } from '../described.js'
import { NAME_FLAGS, namerOf, PICTURE_FLAG } from '../name-flags.js'
import { share, table } from '../render.js'
import { shell } from '../shell.js'

export const command: Command = {
  argsMean: { CASE: 'the case', NETWORK: 'two or more networks of the case: lockstep overview CASE' },
  examples: [
    'lockstep layers harbour repost-60s link-60s hashtag-60s',
    'lockstep layers harbour repost-60s similarity-repost --coupling 1',
  ],
  flags: [PICTURE_FLAG, ...NAME_FLAGS],
  described: layerFlags,
  notes: [
    'A view beside the groups of the case, which stay as they are; the report shows it. The networks are linked account by account and searched together by Leiden, so that a group may live in several; each row says how much of its edge weight lies in each network.',
    'in union: highest Jaccard index with a group of all edges put into one network; below 1 the union shows it otherwise or not at all.',
  ],
  async run(call) {
    const { args, params, seed, world } = call
    const { groupLayers, nameView, writeGroupsPicture } = await import('../../workflow/index.js')
    return withCase(call, 'write', 'layers', async (kase) => {
      const found = await groupLayers(world, kase, { networkIds: args.slice(1), params, seed })
      const picture = call.flag('picture')
      if (picture !== undefined) call.say(`picture   ${writeGroupsPicture(found, picture)}`)
      const rows = found.groups.map(({ members, layers, inUnion }, i) => [
        `M${i + 1}`,
        members.length,
        ...layers.map((layer) => (layer.edges === 0 ? '–' : `${layer.members} · ${share(layer.share, 1)}`)),
        inUnion.toFixed(2),
      ])
      const text =
        rows.length === 0
          ? ['no group passes these settings; that is a result too']
          : [
              ...table(['group', 'accounts', ...found.networks, 'in union'], rows),
              '',
              `accounts in each network, and its share of the group’s weight; modularity ${found.quality.toFixed(3)}; the union has ${found.union.length} groups`,
            ]
      return { case: kase.path, data: nameView(found, await namerOf(call, kase)), text, next: [shell`lockstep report ${args[0]}`] }
    })
  },
}
