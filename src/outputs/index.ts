/** outputs (7): what leaves a case as a file. One folder per format, each writing to a sink from the store, read only; names by a Namer. */
import { csv } from './csv/index.js'
import { gexf } from './gexf/index.js'
import { graphml } from './graphml/index.js'
import { json } from './json/index.js'
import type { Output } from './output.js'
import { parquet } from './parquet/index.js'

export * from './group-views.js'
export * from './media-words.js'
export * from './named.js'
export { readNetworks } from './network-data.js'
export * from './output.js'
export * from './report/index.js'
export { cleanText, csvCell, escapeMarkup, safeJson } from './text.js'
export * from './text-words.js'

/** By `lockstep export --as`; the report has its own verb, `lockstep report`. */
export const OUTPUTS: readonly Output[] = [graphml, gexf, ...csv, ...parquet, json]
