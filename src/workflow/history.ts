import { count } from '../model/index.js'
import type { Case, LedgerEntry } from '../store/index.js'

export interface HistoryLine {
  readonly entry: number
  readonly at: string
  readonly verb: string
  /** One sentence: what was asked and what came of it. */
  readonly words: string
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly version: string
  readonly inputs: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  readonly resultHash: string
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(', ')
  if (value !== null && typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/** `windowSeconds` → `window seconds`. */
const spaced = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Names of counts are plurals: `1 dossier`, `1 row kept`. */
function counted(value: number, words: string): string {
  const [first = '', ...rest] = words.split(' ')
  return [count(value), value === 1 ? first.replace(/ies$/, 'ys').replace(/s$/, '') : first, ...rest].join(' ')
}

export function wordsOf(entry: LedgerEntry): string {
  const { asked, done } = entry
  const params = Object.entries(asked.params)
    .filter(([, value]) => value !== null && value !== undefined && !(typeof value === 'object' && Object.keys(value).length === 0))
    .map(([name, value]) => `${spaced(name)} ${shown(value)}`)
  const inputs = asked.inputs.length > 0 ? `, from ${asked.inputs.map((sha256) => sha256.slice(0, 12)).join(', ')}` : ''
  const counts = Object.entries(done.counts).map(([name, value]) => counted(value, spaced(name)))
  return `${asked.verb}${params.length > 0 ? ` (${params.join('; ')})` : ''}${inputs}: ${counts.length > 0 ? counts.join(', ') : 'done'}`
}

/** Every finished step of the case, oldest first. */
export async function history(kase: Case): Promise<HistoryLine[]> {
  return (await kase.ledger()).map((entry) => ({
    entry: entry.entry,
    at: entry.asked.at,
    verb: entry.asked.verb,
    words: wordsOf(entry),
    params: entry.asked.params,
    seed: entry.asked.seed,
    version: entry.asked.version,
    inputs: entry.asked.inputs,
    counts: entry.done.counts,
    warnings: entry.done.warnings,
    resultHash: entry.done.resultHash,
  }))
}
