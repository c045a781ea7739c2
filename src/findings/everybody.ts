/** What accounts in no group of a network do on its trace, counted once per network: the measurements of a group are set beside it. */
import { median } from '../statistics/index.js'
import type { Facts } from './facts.js'
import type { TraceIndex } from './trace-index.js'

const HOUR = 3_600_000

export interface Everybody {
  readonly accounts: number
  readonly medianTraces: number
  /** Share of their traces that fall into their busiest hour. */
  readonly busiestHour: number
  /** Share of their traces on objects of a source; of them that declare an organisation; of them that mostly use a program. */
  source(name: string): number
  organisation(name: string): number
  client(name: string): number
}

export function everybodyBut(index: TraceIndex, grouped: ReadonlySet<number>, facts: Facts): Everybody {
  const traces: number[] = []
  const hours = new Map<number, number>()
  const sources = new Map<string, number>()
  const organisations = new Map<string, number>()
  const clients = new Map<string, number>()
  const add = <K>(counts: Map<K, number>, key: K | null | undefined) => {
    if (key !== null && key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  let all = 0
  for (let account = 0; account < index.accounts; account++) {
    const from = index.accountStart[account] as number
    const to = index.accountStart[account + 1] as number
    if (from === to || grouped.has(account)) continue
    traces.push(to - from)
    add(organisations, facts.organisationOf?.get(account))
    add(clients, facts.clientOf?.get(account))
    for (let i = from; i < to; i++) {
      const position = index.byAccount[i] as number
      all++
      add(hours, Math.floor((index.atMs[position] as number) / HOUR))
      add(sources, facts.sourceOf?.[index.object[position] as number])
    }
  }
  const share = (part: number | undefined, whole: number) => (whole === 0 ? 0 : (part ?? 0) / whole)
  let busiest = 0
  for (const many of hours.values()) busiest = Math.max(busiest, many)
  return {
    accounts: traces.length,
    medianTraces: traces.length === 0 ? 0 : median(traces),
    busiestHour: share(busiest, all),
    source: (name) => share(sources.get(name), all),
    organisation: (name) => share(organisations.get(name), traces.length),
    client: (name) => share(clients.get(name), traces.length),
  }
}
