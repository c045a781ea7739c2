/** parquet: edges, accounts, groups and evidence as Parquet, written by the database and handed on. */
import { createReadStream } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { quoteText } from '../../model/index.js'
import type { Output } from '../output.js'
import { dropPassingTables, TABLES, type Table } from '../tables.js'

const parquetOf = (table: Table): Output => ({
  id: `parquet${table.id}`,
  title: `Parquet: ${table.title}`,
  of: table.of,
  mediaType: 'application/vnd.apache.parquet',
  extension: 'parquet',
  write: async (job, subject, material, sink) => {
    const select = await table.prepare(job, subject, material)
    try {
      await job.db.run(`copy (${select}) to ${quoteText(material.scratch)} (format parquet, compression zstd)`)
      await pipeline(createReadStream(material.scratch), sink, { signal: job.signal, end: false })
    } finally {
      await unlink(material.scratch).catch(() => undefined)
    }
    await dropPassingTables(job)
  },
})

export const parquet: readonly Output[] = TABLES.map(parquetOf)
