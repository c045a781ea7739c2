import type { EdgeEvidence, Namer, PostRef, TraceId } from '../../workflow/index.js'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { gap, instant, visible } from '../render.js'

function postLine(post: PostRef, name: Namer): string {
  const text = post.text === null ? 'no text in the data' : visible(name.text(post.text), 120)
  const id = name.isRevealed ? `  post ${visible(post.postId, 40)}` : ''
  return `    ${instant(post.atMs)}  ${visible(name(post.accountKey))}${id}  file ${post.fileSha256.slice(0, 8)} line ${post.line}  ${text}`
}

function edgeLines(edge: EdgeEvidence, trace: TraceId, name: Namer): string[] {
  return [
    `${edge.groupId}  ${visible(name(edge.a))} – ${visible(name(edge.b))}  weight ${edge.weight}`,
    ...edge.pairs.flatMap((pair, i) => [
      `  pair ${i + 1} of ${edge.pairs.length}  gap ${gap(pair.gapMs)}  on ${visible(name.object(trace, pair.objectId), 100)}`,
      postLine(pair.first, name),
      postLine(pair.second, name),
    ]),
  ]
}

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03' },
  examples: ['lockstep evidence harbour G03', 'lockstep evidence harbour G03 --limit 5 --json'],
  flags: [{ name: 'limit', value: 'N', default: '20', meaning: 'edges to print, the strongest first; 0 prints all' }, ...NAME_FLAGS],
  notes: ['With --json: the object, then one edge a line. Ids of posts lead to accounts, so they are shown only with --reveal.'],
  async run(call) {
    const { args, flag, world } = call
    const { listGroups, listNetworks, nameEvidence, readEvidence } = await import('../../workflow/index.js')
    const { fail } = await import('../../model/index.js')
    const limit = Number(flag('limit') ?? 20)
    if (!Number.isInteger(limit) || limit < 0)
      fail({
        code: 'usage/bad-limit',
        what: `'${flag('limit')}' is no number of edges`,
        where: { column: '--limit' },
        fix: 'give a whole number, such as --limit 20, or 0 for all',
        unchanged: 'nothing was done',
      })
    return withCase(call, 'write', 'evidence', async (kase) => {
      const groupId = (args[1] as string).toUpperCase()
      const name = await namerOf(call, kase)
      const edges = await readEvidence(world, kase, { groupId, limit: limit === 0 ? undefined : limit })
      const group = (await listGroups(kase)).find((each) => each.groupId === groupId)
      const network = (await listNetworks(kase)).find((each) => each.networkId === group?.networkId)
      if (!network) throw new Error(`group ${groupId} without a network`)
      const data = { groupId, edges: edges.length, pairs: edges.reduce((sum, edge) => sum + edge.pairs.length, 0) }
      const rows = edges.map((edge) => nameEvidence(edge, { network }, name))
      return { case: kase.path, data, rows, text: edges.flatMap((edge) => edgeLines(edge, network.trace, name)) }
    })
  },
}
