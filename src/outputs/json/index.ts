/** json: a case (networks, dossiers, families of near-same texts, pictures that several accounts posted), a network (accounts and edges) or a group (dossier and evidence) as one JSON object. */
import { fail } from '../../model/index.js'
import { nameMedia } from '../media-words.js'
import { nameDossier, nameEvidence, nameFamily } from '../named.js'
import { aboutNetwork, edgeBlocks, findNetwork, readNetworks, readNodes } from '../network-data.js'
import type { Output } from '../output.js'
import { createPen, type Pen } from '../pen.js'
import { safeJson } from '../text.js'

async function writeList(pen: Pen, key: string, blocks: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>): Promise<void> {
  await pen.write(`,\n${safeJson(key)}:[`)
  let isFirst = true
  for await (const block of blocks)
    for (const value of block) {
      await pen.write(`${isFirst ? '\n' : ',\n'}${safeJson(value)}`)
      isFirst = false
    }
  await pen.write(']')
}

export const json: Output = {
  id: 'json',
  title: 'JSON: everything about a case, network or group',
  of: ['case', 'network', 'group'],
  mediaType: 'application/json',
  extension: 'json',
  write: async (job, subject, { name, dossiers, evidence, media, texts }, sink) => {
    const pen = createPen(job, sink)
    const open = (kind: string, rest: object) => pen.write(`{"format":"lockstep-${kind}","version":1,${safeJson(rest).slice(1, -1)}`)
    if (subject.groupId !== undefined) {
      const network = await findNetwork(job, subject)
      const dossier = (await dossiers()).find(({ group }) => group.groupId === subject.groupId)
      if (!dossier)
        return fail({
          code: 'usage/no-dossier',
          what: `group ${JSON.stringify(subject.groupId)} has no dossier yet`,
          fix: `write it first: lockstep dossier CASE ${subject.groupId}`,
          unchanged: 'nothing was written',
        })
      const edges = await evidence({ groupId: subject.groupId })
      await open('group', { network, dossier: nameDossier(dossier, name) })
      await writeList(pen, 'evidence', [edges.map((edge) => nameEvidence(edge, dossier, name))])
    } else if (subject.networkId !== undefined) {
      const network = await findNetwork(job, subject)
      const nodes = await readNodes(job, network)
      await open('network', { about: Object.fromEntries(aboutNetwork(network, undefined)), network })
      await writeList(pen, 'accounts', [nodes.map(({ key, ...node }) => ({ account: name(key), ...node }))])
      const named = async function* () {
        for await (const block of edgeBlocks(job, network))
          yield block.map(({ nullModel, shared, met, p, q, ...edge }) => ({
            ...{ ...edge, a: name(edge.a), b: name(edge.b) },
            ...(nullModel === null ? {} : { test: { nullModel, shared, met, p, q } }),
          }))
      }
      await writeList(pen, 'edges', named())
    } else {
      const networks = await readNetworks(job)
      const all = await dossiers()
      await open('case', { networks })
      await writeList(pen, 'dossiers', [all.map((dossier) => nameDossier(dossier, name))])
      const described = await texts()
      if (described !== null) {
        await writeList(pen, 'textFamilies', [described.families.map((family) => nameFamily(family, name))])
        await writeList(pen, 'textLinks', [described.links])
      }
      const pictures = await media()
      if (pictures !== null) await writeList(pen, 'pictures', [nameMedia(pictures, name).clusters])
    }
    await pen.write('}\n')
    await pen.flush()
  },
}
