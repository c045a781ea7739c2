import { type ReportData, rowWord } from '../data.js'
import { type Html, html } from '../html.js'
import { details, figure, foreign, list, shortHash, table } from '../parts.js'
import { timelinePicture } from '../pictures/timeline.js'
import { count, percent, span, utc } from '../words.js'

const BUSIEST = 24

export function collection({ data }: ReportData): Html {
  const { files, traces, perBucket, bucketMs, fromMs } = data
  const rows = `${rowWord(data)}s`
  const rowsWord = rows === 'posts' ? 'Posts' : 'Traces'
  const busiest = perBucket
    .map((posts, i) => ({ posts, ms: fromMs + i * bucketMs }))
    .filter(({ posts }) => posts > 0)
    .sort((x, y) => y.posts - x.posts || x.ms - y.ms)
    .slice(0, BUSIEST)
  return html`<section><h2 id="data">The data and its gaps</h2>
${table(
  'Files, as they came; the hash is of the unaltered file',
  [
    { head: 'file' },
    { head: 'SHA-256' },
    { head: 'format' },
    { head: 'rows read', isNumber: true },
    { head: 'kept', isNumber: true },
    { head: 'merged', isNumber: true },
    { head: 'rejected', isNumber: true },
    { head: 'columns dropped at the door' },
  ],
  files.map((file) => [
    foreign(file.name),
    shortHash(file.sha256),
    `${file.format}, ${file.recordKind}`,
    count(file.rowsRead),
    count(file.rowsKept),
    count(file.rowsMerged),
    file.rowsRejected === 0 ? '0' : `${count(file.rowsRejected)} (${percent(file.rowsRejected, file.rowsRead)})`,
    file.dropped.length === 0
      ? 'none'
      : file.dropped.slice(0, 12).join(', ') + (file.dropped.length > 12 ? ` and ${file.dropped.length - 12} more` : ''),
  ]),
)}
${
  perBucket.length === 0
    ? html`<p>There is no post in the case.</p>`
    : html`${figure(
        timelinePicture({ id: 'all-posts', title: `${rowsWord} over time`, fromMs, bucketMs, all: perBucket, allWords: rows }),
        `${rowsWord} over the whole span, UTC. Empty stretches are either silence or a gap in collection: the file does not say which.`,
      )}${details(
        `The ${busiest.length} busiest stretches of ${span(bucketMs)} as a table`,
        table(
          'Busiest stretches',
          [
            { head: 'from', isOneLine: true },
            { head: rows, isNumber: true },
          ],
          busiest.map(({ ms, posts }) => [utc(ms), count(posts)]),
        ),
        true,
      )}`
}
${table(
  'Traces that the data hold',
  [{ head: 'trace' }, { head: 'traces', isNumber: true }, { head: 'accounts', isNumber: true }, { head: 'objects', isNumber: true }],
  traces.filter(({ isInData }) => isInData).map((trace) => [trace.title, count(trace.traces), count(trace.accounts), count(trace.objects)]),
)}
<h3>What this data cannot show</h3>${data.gaps.length ? list(data.gaps) : html`<p>No gap was measured; what was never collected cannot be measured.</p>`}</section>`
}

export function ledgerAnnex({ ledger, version, name, data }: ReportData): Html {
  return html`<section><h2 id="ledger">Annex: what was done</h2>
<p>Every step that made this case, in order. Times and the chain of hashes are in the case itself: <code>lockstep history CASE</code>.</p>
${table(
  'Ledger',
  [{ head: '#', isNumber: true }, { head: 'asked' }, { head: 'input' }, { head: 'done' }, { head: 'result' }],
  ledger.map(({ entry, asked, done }) => [
    count(entry),
    html`<strong>${asked.verb}</strong> <code>${JSON.stringify(asked.params)}</code>`,
    asked.inputs.map((hash) => html`${shortHash(hash)} `),
    [
      Object.entries(done.counts)
        .map(([what, value]) => `${what} ${count(value)}`)
        .join(', '),
      done.warnings.length ? html`${list(done.warnings.slice(0, 20))}` : '',
    ],
    shortHash(done.resultHash),
  ]),
)}
${
  data.files.length
    ? table(
        'Hashes of the unaltered files in full',
        [{ head: 'file' }, { head: 'SHA-256' }],
        data.files.map((file) => [foreign(file.name), html`<code>${file.sha256}</code>`]),
      )
    : ''
}
<h3 id="replay">How to repeat this</h3>
<ul><li><code>lockstep verify CASE</code> compares the originals, the ledger and the results with their hashes.</li>
<li><code>lockstep replay CASE INTO</code> runs every step again from the originals into a new case and compares the hashes of the results.</li>
<li>The same case, version (${version}) and ${name.isRevealed ? 'choice of names' : 'key of the short names'} give this file again, byte for byte.</li></ul></section>`
}
