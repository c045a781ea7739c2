/** csv: edges, accounts, groups and evidence as CSV (RFC 4180, UTF-8, CRLF), with cells that a spreadsheet would run neutralised. */
import { checkCancelled, plain } from '../../store/index.js'
import type { Output } from '../output.js'
import { createPen } from '../pen.js'
import { dropPassingTables, TABLES, type Table } from '../tables.js'
import { csvCell } from '../text.js'

const csvOf = (table: Table): Output => ({
  id: `csv${table.id}`,
  title: `CSV: ${table.title}`,
  of: table.of,
  mediaType: 'text/csv; charset=utf-8',
  extension: 'csv',
  write: async (job, subject, material, sink) => {
    const select = await table.prepare(job, subject, material)
    const result = await job.db.connection.stream(select)
    const pen = createPen(job, sink)
    await pen.write(`${result.columnNames().map(csvCell).join(',')}\r\n`)
    for await (const rows of result.yieldRows()) {
      checkCancelled(job)
      for (const row of rows) await pen.write(`${row.map((value) => csvCell(plain(value))).join(',')}\r\n`)
    }
    await pen.flush()
    await dropPassingTables(job)
  },
})

export const csv: readonly Output[] = TABLES.map(csvOf)
