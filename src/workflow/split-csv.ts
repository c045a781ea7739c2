import { fail } from '../model/index.js'

const LONGEST_ROW = 1_000_000

/**
 * Small CSV (labels, not posts): header decides the delimiter (tab, semicolon or comma, by count), quotes as in RFC 4180, empty lines left out.
 * `line` is the physical line on which the row begins.
 * @throws ProblemError `source/labels-row`
 */
export async function* splitCsv(chunks: AsyncIterable<string>, file: string): AsyncGenerator<{ cells: string[]; line: number }> {
  let delimiter = ''
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let wasQuote = false
  let line = 1
  let from = 1
  let head = ''
  const broken = (what: string): never =>
    fail({
      code: 'source/labels-row',
      what,
      where: { file, line: from, value: cell.slice(0, 80) },
      fix: 'close the quote, or double a quote inside a quoted cell',
      unchanged: 'nothing was evaluated',
    })
  const finish = (): { cells: string[]; line: number } | null => {
    const row = { cells: [...cells, cell], line: from }
    cells = []
    cell = ''
    wasQuote = false
    return row.cells.length === 1 && row.cells[0] === '' ? null : row
  }
  for await (const chunk of chunks) {
    let text = chunk
    if (delimiter === '') {
      head += chunk
      const end = head.search(/\r?\n/)
      if (end < 0 && head.length < LONGEST_ROW) continue
      delimiter = delimiterOf(head.slice(0, end < 0 ? undefined : end))
      text = head.replace(/^\uFEFF/, '')
    }
    for (const letter of text) {
      if (cell.length > LONGEST_ROW) broken('a cell of more than a million letters: a quote was never closed')
      if (letter === '\n') line++
      if (isQuoted && !wasQuote) {
        if (letter === '"') wasQuote = true
        else cell += letter
      } else if (isQuoted && letter === '"') {
        cell += '"'
        wasQuote = false
      } else if (letter === '"' && cell === '' && !isQuoted) isQuoted = true
      else if (letter === delimiter) {
        cells.push(cell)
        cell = ''
        isQuoted = false
        wasQuote = false
      } else if (letter === '\n') {
        isQuoted = false
        const row = finish()
        from = line
        if (row) yield row
      } else if (letter !== '\r') {
        if (isQuoted) broken('text after a closing quote')
        cell += letter
      }
    }
  }
  if (delimiter === '') {
    delimiter = delimiterOf(head)
    if (head.replace(/^\uFEFF/, '') !== '') yield { cells: head.replace(/^\uFEFF/, '').split(delimiter), line: 1 }
    return
  }
  if (isQuoted && !wasQuote) broken('a quote is never closed')
  const row = finish()
  if (row) yield row
}

function delimiterOf(header: string): string {
  const counts = ['\t', ';', ','].map((delimiter) => [header.split(delimiter).length, delimiter] as const)
  return counts.reduce((best, one) => (one[0] > best[0] ? one : best))[1]
}
