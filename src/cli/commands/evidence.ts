import type { EdgeEvidence, Namer, PostRef } from '../../workflow/index.js'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { gap, instant, visible } from '../render.js'

function postLine(post: PostRef, name: Namer): string {
  const text = post.text === null ? 'no text in the data' : visible(name.text(post.text), 120)
  return `    ${instant(post.atMs)}  ${visible(name(post.accountKey))}  post ${visible(post.postId, 40)}  ${post.fileSha256.slice(0, 8)}… line ${post.line}  ${text}`
}

function edgeLines(edge: EdgeEvidence, name: Namer): string[] {
  return [
    `${edge.groupId}  ${visible(name(edge.a))} – ${visible(name(edge.b))}  weight ${edge.weight}`,
    ...edge.pairs.flatMap((pair, i) => [
      `  pair ${i + 1}  gap ${gap(pair.gapMs)}  on ${visible(pair.objectId, 100)}`,
      postLine(pair.first, name),
      postLine(pair.second, name),
    ]),
  ]
}

function named(edge: EdgeEvidence, name: Namer): object {
  const post = ({ accountKey, text, ...rest }: PostRef) => ({
    ...rest,
    account: name(accountKey),
    text: text === null ? null : name.text(text),
  })
  return {
    ...edge,
    a: name(edge.a),
    b: name(edge.b),
    pairs: edge.pairs.map((pair) => ({ ...pair, first: post(pair.first), second: post(pair.second) })),
  }
}

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03' },
  examples: ['lockstep evidence harbour G03', 'lockstep evidence harbour G03 --limit 5 --json'],
  flags: [{ name: 'limit', value: 'N', default: '20', meaning: 'edges to print, the strongest first; 0 prints all' }, ...NAME_FLAGS],
  async run(call) {
    const { args, flag, world } = call
    const { readEvidence } = await import('../../workflow/index.js')
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
    return withCase(args[0] as string, 'read', 'evidence', async (kase) => {
      const name = await namerOf(call, kase)
      const edges = await readEvidence(world, kase, { groupId: (args[1] as string).toUpperCase(), limit: limit === 0 ? undefined : limit })
      const data = { groupId: args[1]?.toUpperCase(), edges: edges.length, pairs: edges.reduce((sum, edge) => sum + edge.pairs.length, 0) }
      return { case: kase.path, data, rows: edges.map((edge) => named(edge, name)), text: edges.flatMap((edge) => edgeLines(edge, name)) }
    })
  },
}
