/** graphml: a network, or a group with the edges inside it, as GraphML (graphml.graphdrawing.org); for yEd, Gephi, igraph, networkx. */
import { openGraph } from '../network-data.js'
import type { Output } from '../output.js'
import { createPen } from '../pen.js'
import { escapeXml } from '../text.js'

const data = (key: string, value: unknown) =>
  value === null || value === undefined ? '' : `<data key="${key}">${escapeXml(String(value))}</data>`

export const graphml: Output = {
  id: 'graphml',
  title: 'GraphML: nodes and edges with attributes',
  of: ['network', 'group'],
  mediaType: 'application/graphml+xml',
  extension: 'graphml',
  write: async (job, subject, { name }, sink) => {
    const { network, nodes, about, nodeAttributes, edgeAttributes, edges } = await openGraph(job, subject)
    const pen = createPen(job, sink)
    const keys = [
      ...about.map(([key]) => `<key id="g_${key}" for="graph" attr.name="${key}" attr.type="string"/>`),
      '<key id="label" for="node" attr.name="label" attr.type="string"/>',
      ...nodeAttributes.map(([key, type]) => `<key id="n_${key}" for="node" attr.name="${key}" attr.type="${type}"/>`),
      ...edgeAttributes.map(([key, type]) => `<key id="e_${key}" for="edge" attr.name="${key}" attr.type="${type}"/>`),
    ]
    await pen.write(
      '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"' +
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
        ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n' +
        `${keys.join('\n')}\n<graph id="G" edgedefault="${network.isDirected ? 'directed' : 'undirected'}">\n` +
        `${about.map(([key, value]) => data(`g_${key}`, value)).join('\n')}\n`,
    )
    for (const node of nodes)
      await pen.write(
        `<node id="n${node.key}">${data('label', name(node.key))}${nodeAttributes.map(([key, , of]) => data(`n_${key}`, of(node))).join('')}</node>\n`,
      )
    let number = 0
    for await (const block of edges())
      for (const edge of block)
        await pen.write(
          `<edge id="e${number++}" source="n${edge.a}" target="n${edge.b}">${edgeAttributes.map(([key, , of]) => data(`e_${key}`, of(edge))).join('')}</edge>\n`,
        )
    await pen.write('</graph>\n</graphml>\n')
    await pen.flush()
  },
}
