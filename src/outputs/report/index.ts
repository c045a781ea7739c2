/**
 * report: the case as one HTML file for people. Its text is made by pure functions (`page.ts`, `blocks/`) from `ReportData`, its pictures
 * by pure functions from a small spec to SVG (`pictures/`). It takes more than the other outputs (method cards, ledger), so the
 * workflow's `writeReport` gathers that and calls `renderReport`.
 */
export { MOST_PAIRS } from './blocks/dossier.js'
export * from './data.js'
export { gapsOf, gatherActivity, gatherCollection, gatherWritten } from './gather.js'
export { MOST_CHAPTERS, renderReport } from './page.js'
export { linesPicture, pictureFile } from './pictures/lines.js'
export { specFile } from './pictures/spec.js'

export const REPORT = {
  id: 'report',
  title: 'Report: one HTML file for people',
  of: ['case'],
  mediaType: 'text/html; charset=utf-8',
  extension: 'html',
} as const
