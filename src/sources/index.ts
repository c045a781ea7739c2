/** sources (1): bytes → records. Each named format is a description in its own folder; the list below is written by hand. */
import { coordinationNetworkToolkit } from './coordination-network-toolkit/adapter.js'
import { coortweet } from './coortweet/adapter.js'
import { csv } from './csv/adapter.js'
import { json } from './json/adapter.js'
import { moderationRelease } from './moderation-release/adapter.js'
import { ndjson } from './ndjson/adapter.js'
import { parquet } from './parquet/adapter.js'
import type { Source } from './source.js'

/** Named formats first: the first one that recognises the columns is taken. */
export const SOURCES: readonly Source[] = [coortweet, coordinationNetworkToolkit, moderationRelease, csv, ndjson, json, parquet]

export { type Cleaned, cleanText, type Reject } from './clean.js'
export type { Dialect } from './csv-records.js'
export { cutRecords } from './cut-records.js'
export type { Encoding } from './encoding.js'
export { forbiddenReason } from './forbidden.js'
export { type FieldGuess, guessMapping, type LeftOut, type MappingGuess, recogniseSource, type Table } from './guess.js'
export { jsonPath } from './json-paths.js'
export { type OpenedText, openText } from './open.js'
export { IMPORT_PARAMS, type ImportFlags } from './options.js'
export { type Scan, scanText } from './scan.js'
export type { Shape, Source } from './source.js'
export { dayFirst, monthFirst, namedStyle, showStyle, type TimeStyle } from './times.js'
export { type Compression, compressionOf, nameOf, UNPACK_LIMITS, unpackZip } from './unpack.js'
