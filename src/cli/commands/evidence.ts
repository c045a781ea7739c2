import type { EdgeEvidence, Namer, PostRef, TraceId } from '../../workflow/index.js'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { numberOf } from '../number-of.js'
import { gap, instant, plural, visible } from '../render.js'

const DAY_WIDTH = '2026-03-02 '.length

/** The second post of a pair leaves out what it has in common with the first. */
function postLine(post: PostRef, before: PostRef | null, name: Namer): string {
  const at = instant(post.atMs).replace(' UTC', '')
  const isSameDay = before !== null && instant(before.atMs).slice(0, DAY_WIDTH) === at.slice(0, DAY_WIDTH)
  const text =
    post.text === null ? 'no text in the data' : post.text === before?.text ? 'the same text' : visible(name.text(post.text), 100)
  const id = name.isRevealed ? `  post ${visible(post.postId, 40)}` : ''
  const filled = (post.filled ?? []).map((each) => ` (${each.fields.join(', ')}: ${each.fileSha256.slice(0, 8)}:${each.line})`).join('')
  return `    ${isSameDay ? ' '.repeat(DAY_WIDTH) + at.slice(DAY_WIDTH) : at}  ${visible(name(post.accountKey))}${id}  ${post.fileSha256.slice(0, 8)}:${post.line}${filled}  ${text}`
}

function edgeLines(edge: EdgeEvidence, trace: TraceId, name: Namer): string[] {
  const more = edge.allPairs - edge.pairs.length
  return [
    `${visible(name(edge.a))} – ${visible(name(edge.b))}  weight ${edge.weight}, ${plural(edge.allPairs, 'pair')}`,
    ...edge.pairs.flatMap((pair) => [
      `  gap ${gap(pair.gapMs)} on ${visible(name.object(trace, pair.objectId), 100)}`,
      postLine(pair.first, null, name),
      postLine(pair.second, pair.first, name),
    ]),
    ...(more > 0 ? [`  and ${plural(more, 'more pair')}: --pairs 0`] : []),
    '',
  ]
}

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03' },
  examples: ['lockstep evidence harbour G03', 'lockstep evidence harbour G03 --limit 5 --pairs 3 --json'],
  flags: [
    { name: 'limit', value: 'N', default: '10', meaning: 'edges to print, the strongest first; 0 prints all' },
    { name: 'pairs', value: 'N', default: '3', meaning: 'pairs of posts to print for each edge, the earliest first; 0 prints all' },
    ...NAME_FLAGS,
  ],
  notes: [
    'With --json: the object, then one edge a line. Ids of posts lead to accounts, so they are shown only with --reveal; a post that is the object has a code.',
  ],
  async run(call) {
    const { listGroups, listNetworks, nameEvidence, readEvidence } = await import('../../workflow/index.js')
    const limit = await numberOf(call, 'limit', 10)
    const perEdge = await numberOf(call, 'pairs', 3)
    return withCase(call, call.has('reveal') ? 'write' : 'read', 'evidence', async (kase) => {
      const groupId = (call.args[1] as string).toUpperCase()
      const name = await namerOf(call, kase)
      const all = await readEvidence(call.world, kase, { groupId, limit: perEdge === 0 ? undefined : perEdge })
      const edges = limit === 0 ? all : all.slice(0, limit)
      if (edges.length < all.length) call.say(`${edges.length} of ${all.length} edges; all of them: --limit 0`)
      const group = (await listGroups(kase)).find((each) => each.groupId === groupId)
      const network = (await listNetworks(kase)).find((each) => each.networkId === group?.networkId)
      if (!network) throw new Error(`group ${groupId} without a network`)
      const data = { groupId, edges: all.length, pairs: edges.reduce((sum, edge) => sum + edge.pairs.length, 0) }
      const rows = edges.map((edge) => nameEvidence(edge, { network }, name))
      const head = `${groupId} on ${network.networkId}; times are UTC, before the text stand the file (first 8 of its SHA-256) and the line`
      const text = [head, '', ...edges.flatMap((edge) => edgeLines(edge, network.trace, name))].slice(0, -1)
      return { case: kase.path, data, rows, text }
    })
  },
}
