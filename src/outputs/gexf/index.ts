/** gexf: a network, or a group with the edges inside it, as GEXF 1.2 (gexf.net), the version that most readers take; for Gephi and Gephi Lite. */
import { aboutNetwork, EDGE_ATTRIBUTES, edgeBlocks, findNetwork, NODE_ATTRIBUTES, readNodes } from '../network-data.js'
import type { Output } from '../output.js'
import { createPen } from '../pen.js'
import { escapeXml } from '../text.js'

const values = (list: readonly (readonly [string, unknown])[]) =>
  `<attvalues>${list
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `<attvalue for="${key}" value="${escapeXml(String(value))}"/>`)
    .join('')}</attvalues>`

export const gexf: Output = {
  id: 'gexf',
  title: 'GEXF: nodes and edges with attributes',
  of: ['network', 'group'],
  mediaType: 'application/gexf+xml',
  extension: 'gexf',
  write: async (job, subject, { name }, sink) => {
    const network = await findNetwork(job, subject)
    const nodes = await readNodes(job, network, subject.groupId)
    const pen = createPen(job, sink)
    const about = aboutNetwork(network, subject.groupId).map(([key, value]) => `${key}: ${value}`)
    const declare = (list: readonly (readonly [string, string, unknown])[]) =>
      list.map(([key, type]) => `<attribute id="${key}" title="${key}" type="${type}"/>`).join('')
    await pen.write(
      '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n' +
        `<meta><creator>Lockstep</creator><description>${escapeXml(about.join('; '))}</description></meta>\n` +
        `<graph mode="static" defaultedgetype="${network.isDirected ? 'directed' : 'undirected'}">\n` +
        `<attributes class="node">${declare(NODE_ATTRIBUTES)}</attributes>\n` +
        `<attributes class="edge">${declare(EDGE_ATTRIBUTES.filter(([key]) => key !== 'weight'))}</attributes>\n<nodes>\n`,
    )
    for (const node of nodes)
      await pen.write(
        `<node id="n${node.key}" label="${escapeXml(name(node.key))}">${values(NODE_ATTRIBUTES.map(([key, , of]) => [key, of(node)]))}</node>\n`,
      )
    await pen.write('</nodes>\n<edges>\n')
    let number = 0
    for await (const edges of edgeBlocks(job, network, subject.groupId))
      for (const edge of edges) {
        const rest = EDGE_ATTRIBUTES.filter(([key]) => key !== 'weight').map(([key, , of]) => [key, of(edge)] as const)
        await pen.write(`<edge id="e${number++}" source="n${edge.a}" target="n${edge.b}" weight="${edge.weight}">${values(rest)}</edge>\n`)
      }
    await pen.write('</edges>\n</graph>\n</gexf>\n')
    await pen.flush()
  },
}
