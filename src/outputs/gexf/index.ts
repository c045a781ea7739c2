/** gexf: a network, or a group with the edges inside it, as GEXF 1.2 (gexf.net), the version that most readers take; for Gephi and Gephi Lite. */
import { openGraph } from '../network-data.js'
import type { Output } from '../output.js'
import { createPen } from '../pen.js'
import { escapeXml } from '../text.js'

const values = (list: readonly (readonly [string, unknown])[]) =>
  `<attvalues>${list
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `<attvalue for="${key}" value="${escapeXml(String(value))}"/>`)
    .join('')}</attvalues>`

export const gexf: Output = {
  id: 'gexf',
  title: 'GEXF: nodes and edges with attributes',
  of: ['network', 'group'],
  mediaType: 'application/gexf+xml',
  extension: 'gexf',
  write: async (job, subject, { name }, sink) => {
    const { network, nodes, about, nodeAttributes, edgeAttributes, edges } = await openGraph(job, subject)
    const pen = createPen(job, sink)
    const described = about.map(([key, value]) => `${key}: ${value}`).join('; ')
    // weight is an attribute of the format itself
    const other = edgeAttributes.filter(([key]) => key !== 'weight')
    const declare = (list: readonly (readonly [string, string, unknown])[]) =>
      list.map(([key, type]) => `<attribute id="${key}" title="${key}" type="${type}"/>`).join('')
    await pen.write(
      '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n' +
        `<meta><creator>Lockstep</creator><description>${escapeXml(described)}</description></meta>\n` +
        `<graph mode="static" defaultedgetype="${network.isDirected ? 'directed' : 'undirected'}">\n` +
        `<attributes class="node">${declare(nodeAttributes)}</attributes>\n` +
        `<attributes class="edge">${declare(other)}</attributes>\n<nodes>\n`,
    )
    for (const node of nodes)
      await pen.write(
        `<node id="n${node.key}" label="${escapeXml(name(node.key))}">${values(nodeAttributes.map(([key, , of]) => [key, of(node)]))}</node>\n`,
      )
    await pen.write('</nodes>\n<edges>\n')
    let number = 0
    for await (const block of edges())
      for (const edge of block) {
        const rest = values(other.map(([key, , of]) => [key, of(edge)]))
        await pen.write(`<edge id="e${number++}" source="n${edge.a}" target="n${edge.b}" weight="${edge.weight}">${rest}</edge>\n`)
      }
    await pen.write('</edges>\n</graph>\n</gexf>\n')
    await pen.flush()
  },
}
