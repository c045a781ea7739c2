/** The whole report as one file: no script, no outside link, font or picture; the policy in its head forbids them as well. */
import type { Dossier } from '../../model/index.js'
import { collection, ledgerAnnex } from './blocks/collection.js'
import { dossierChapter } from './blocks/dossier.js'
import { media } from './blocks/media.js'
import { method } from './blocks/method.js'
import { contents, limits, opening } from './blocks/opening.js'
import { overview } from './blocks/overview.js'
import { scans } from './blocks/scans.js'
import { texts } from './blocks/texts.js'
import { views } from './blocks/views.js'
import type { ReportData } from './data.js'
import { html, markupOf } from './html.js'
import { STYLE } from './style.js'
import { count } from './words.js'

/** A report is read by people and sent by mail: chapters stop when they reach this, the table goes on. */
const MOST_BYTES = 3_200_000
export const MOST_CHAPTERS = 60

export async function renderReport(data: ReportData, onChapter?: (done: number, total: number) => void): Promise<string> {
  const chapters: string[] = []
  const hasFull = new Set<string>()
  let bytes = 0
  for (const dossier of data.dossiers) {
    if (chapters.length >= MOST_CHAPTERS) break
    onChapter?.(chapters.length, Math.min(MOST_CHAPTERS, data.dossiers.length))
    const chapter = markupOf(dossierChapter(await data.full(dossier), data))
    bytes += Buffer.byteLength(chapter)
    if (bytes > MOST_BYTES && chapters.length > 0) break
    chapters.push(chapter)
    hasFull.add(dossier.group.groupId)
  }
  const left = data.dossiers.length - chapters.length
  const head = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="generator" content="Lockstep ${data.version}"><link rel="icon" href="data:,"><title>${data.title} · Lockstep report</title><style>${STYLE}</style></head>
<body><a class="skip" href="#groups">Skip to the groups</a>
${opening(data)}${contents([
  ['data', 'The data and its gaps'],
  ['groups', 'Groups'],
  ...(data.scans.length > 0 ? ([['windows', 'Windows']] as const) : []),
  ...(data.views.length > 0 ? ([['views', 'Groups seen otherwise']] as const) : []),
  ...(data.texts && data.texts.families.length > 0 ? ([['texts', 'Near-same texts']] as const) : []),
  ...(data.media === null ? [] : ([['pictures', 'Pictures']] as const)),
  ['dossiers', 'Dossiers'],
  ['method', 'Method'],
  ['limits', 'Limits'],
  ['ledger', 'Annex: what was done, how to repeat it'],
])}
<main>${collection(data)}${overview(data, hasFull)}${scans(data)}${views(data)}${texts(data, hasFull)}${media(data)}
<section><h2 id="dossiers">Dossiers</h2><p>${chaptersSentence(data.dossiers, left)}</p>`
  const tail = html`</section>${method(data)}${limits(data)}${ledgerAnnex(data)}</main>
<footer class="soft small">Made by Lockstep ${data.version}. All times are UTC.</footer></body></html>
`
  return `${markupOf(head)}${chapters.join('\n')}${markupOf(tail)}`
}

function chaptersSentence(dossiers: readonly Dossier[], left: number): string {
  if (dossiers.length === 0) return 'There is no group to describe.'
  if (left === 0) return 'One chapter per group, those that stand out first.'
  return `Chapters for the first ${count(dossiers.length - left)} groups, those that stand out first; the other ${count(left)} are in the table above only, so that this file stays small. Each can be read with: lockstep dossier CASE GROUP`
}
