/** What every reader of a streamed query rests on: rows come in order where the query ends in it or reads one table, and only there. */
import { expect, test } from 'vitest'
import { openDatabase } from './database.js'

const JOINED = 'from (select * from given where ms < 550000) as r left join names using (object, ms)'

test.each([
  ['one table that was written in order', 'select object, ms from given'],
  ['some rows of it', 'select object, ms from given where ms % 3 > 0'],
  [
    'joins and a semi-join, ordered at the end',
    `select object, ms, name ${JOINED} where object in (select object from names) order by object, ms`,
  ],
  [
    'computed from an ordered query',
    `select object + 0, ms + 0, md5(name) from (select object, ms, name ${JOINED} order by object, ms) as q`,
  ],
])('on four threads, the streamed rows come in order: %s', async (_, sql) => {
  const { db, close } = await openDatabase(':memory:', { threads: '4' })
  await db.run(
    'create table given as select (range * 7919 % 100003)::integer as object, range::integer as ms from range(600000) order by object, ms',
  )
  await db.run("create table names as select object, ms, 'n' || object as name from given where ms % 2 = 0 order by ms")
  const { n } = await db.row<{ n: number }>(`select count(*) as n from (${sql})`)
  const result = await db.connection.stream(sql)
  let [rows, disordered, lastObject, lastAt] = [0, 0, -1, -1]
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const read = chunk
    const items = (column: number) => (read.getColumnVector(column) as unknown as { items: Int32Array }).items
    const [objects, times] = [items(0), items(1)]
    for (let i = 0; i < chunk.rowCount; i++) {
      const [object, at] = [objects[i] as number, times[i] as number]
      if (object < lastObject || (object === lastObject && at <= lastAt)) disordered++
      ;[lastObject, lastAt] = [object, at]
      rows++
    }
  }
  expect([rows, disordered]).toEqual([n, 0])
  close()
})
