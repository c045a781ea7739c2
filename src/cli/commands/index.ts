import type { Command } from '../command.js'

/** One line per command; its module is loaded when it is called. `[X]` may be left out, `X…` takes several. */
export interface Entry {
  readonly verb: string
  readonly args: readonly string[]
  readonly line: string
  load(): Promise<{ readonly command: Command }>
}

export const COMMANDS: readonly Entry[] = [
  {
    verb: 'investigate',
    args: ['[FILE…]'],
    line: 'files of posts to a case and a report in one go; no file: the invented sample',
    load: () => import('./investigate.js'),
  },
  { verb: 'init', args: ['CASE'], line: 'make an empty case', load: () => import('./init.js') },
  {
    verb: 'demo',
    args: ['CASE'],
    line: 'make a case of invented posts with planted groups and harmless look-alikes',
    load: () => import('./demo.js'),
  },
  {
    verb: 'inspect',
    args: ['FILE…'],
    line: 'what a file looks like, its first rows and problems; writes nothing',
    load: () => import('./inspect.js'),
  },
  { verb: 'import', args: ['CASE', '[FILE…]'], line: 'hash, keep and read files into a case', load: () => import('./import.js') },
  { verb: 'overview', args: ['CASE'], line: 'counts, span, gaps, networks and groups of a case', load: () => import('./overview.js') },
  { verb: 'traces', args: ['CASE'], line: 'which traces the data hold, and how many', load: () => import('./traces.js') },
  { verb: 'network', args: ['CASE', 'METHOD'], line: 'build one network', load: () => import('./network.js') },
  {
    verb: 'backbone',
    args: ['CASE', 'NETWORK', 'METHOD'],
    line: 'keep the edges of a network that pass a test, as a new network',
    load: () => import('./backbone.js'),
  },
  {
    verb: 'validate',
    args: ['CASE', 'NETWORK'],
    line: 'keep the edges that chance does not explain, tested over all pairs',
    load: () => import('./validate.js'),
  },
  {
    verb: 'cascades',
    args: ['CASE', 'TRACE'],
    line: 'objects whose whole audience is closer in time than those of like objects',
    load: () => import('./cascades.js'),
  },
  {
    verb: 'scan',
    args: ['CASE', 'WHAT…'],
    line: 'which window the excess of meetings lives at: all windows beside shuffled labels',
    load: () => import('./scan.js'),
  },
  {
    verb: 'texts',
    args: ['CASE', '[FAMILY]'],
    line: 'families of near-same texts: who first, how they spread; with FAMILY, its template',
    load: () => import('./texts.js'),
  },
  {
    verb: 'media',
    args: ['CASE', '[CLUSTER]'],
    line: 'pictures posted by several accounts, nearly the same: who first, how they spread; with CLUSTER, each copy',
    load: () => import('./media.js'),
  },
  { verb: 'groups', args: ['CASE', 'NETWORK'], line: 'find groups in a network', load: () => import('./groups.js') },
  {
    verb: 'snapshots',
    args: ['CASE', 'NETWORK'],
    line: 'groups in slices of time, followed: born, grew, merged, went silent',
    load: () => import('./snapshots.js'),
  },
  {
    verb: 'scales',
    args: ['CASE', 'NETWORK'],
    line: 'groups at rising thresholds or resolutions: which persist, which fall apart',
    load: () => import('./scales.js'),
  },
  {
    verb: 'layers',
    args: ['CASE', 'NETWORK…'],
    line: 'groups over several networks at once, with each one’s share of the evidence',
    load: () => import('./layers.js'),
  },
  {
    verb: 'dossier',
    args: ['CASE', '[GROUP]'],
    line: 'describe one group, or all: baseline, other explanations, robustness',
    load: () => import('./dossier.js'),
  },
  {
    verb: 'signals',
    args: ['CASE', '[GROUP]'],
    line: 'behaviours of groups, each measured against accounts of like activity',
    load: () => import('./signals.js'),
  },
  {
    verb: 'judge',
    args: ['CASE', 'GROUP'],
    line: 'a person’s judgement on a group, with its reason: draft, dismissed or finding',
    load: () => import('./judge.js'),
  },
  {
    verb: 'evidence',
    args: ['CASE', 'GROUP'],
    line: 'the very pairs of posts behind the edges of a group',
    load: () => import('./evidence.js'),
  },
  {
    verb: 'report',
    args: ['CASE'],
    line: 'write the report: one HTML file, no script, no outside link',
    load: () => import('./report.js'),
  },
  {
    verb: 'export',
    args: ['CASE', '[WHAT]'],
    line: 'write a network, a group or the case for other programs',
    load: () => import('./export.js'),
  },
  { verb: 'history', args: ['CASE'], line: 'what was done to a case, step by step', load: () => import('./history.js') },
  {
    verb: 'replay',
    args: ['CASE', 'INTO'],
    line: 'do every step of a case again in a new one and compare the results',
    load: () => import('./replay.js'),
  },
  { verb: 'verify', args: ['CASE'], line: 'check the hashes of originals, ledger and results', load: () => import('./verify.js') },
  {
    verb: 'forget',
    args: ['CASE', 'ACCOUNT'],
    line: 'remove an account from the store and leave a tombstone',
    load: () => import('./forget.js'),
  },
  {
    verb: 'evaluate',
    args: ['CASE', 'LABELS'],
    line: 'precision, recall and look-alikes flagged, from a file of labels',
    load: () => import('./evaluate.js'),
  },
  {
    verb: 'serve',
    args: ['CASE'],
    line: 'show the report and the JSON pages in the browser of this machine; reads only',
    load: () => import('./serve.js'),
  },
  {
    verb: 'get',
    args: ['CASE', 'PATH'],
    line: 'one page of a case as JSON',
    load: () => import('./get.js'),
  },
  { verb: 'formats', args: ['[ID]'], line: 'file formats that are known by name', load: () => import('./formats.js') },
  { verb: 'methods', args: ['[ID]'], line: 'network and group methods; with ID, its card', load: () => import('./methods.js') },
  { verb: 'exports', args: ['[ID]'], line: 'what can be written, and of what', load: () => import('./exports.js') },
  { verb: 'completion', args: ['SHELL'], line: 'completion script for bash, zsh or fish', load: () => import('./completion.js') },
]
