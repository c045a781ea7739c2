import type {
  CaseMedia,
  CaseScan,
  CaseTexts,
  Dossier,
  EdgeEvidence,
  GroupsView,
  MediaCluster,
  NetworkInfo,
  Param,
  PostRef,
  Reference,
  SignalResult,
  TraceCount,
} from '../../model/index.js'
import type { LedgerEntry } from '../../store/index.js'
import type { Namer } from '../output.js'

export interface FileFacts {
  readonly sha256: string
  readonly name: string
  readonly format: string
  readonly recordKind: string
  readonly rowsRead: number
  readonly rowsKept: number
  readonly rowsMerged: number
  readonly rowsRejected: number
  /** Columns that were not kept, in words; empty when none. */
  readonly dropped: readonly string[]
}

export interface Collection {
  readonly files: readonly FileFacts[]
  readonly posts: number
  readonly accounts: number
  readonly fromMs: number
  readonly toMs: number
  /** Posts (or given traces) per bucket over the whole span. */
  readonly bucketMs: number
  readonly perBucket: readonly number[]
  readonly traces: readonly TraceCount[]
  /** What the data cannot show, one sentence each. */
  readonly gaps: readonly string[]
}

/** What a row of the data is: a file of ready-made traces holds no posts. */
export function rowWord({ files }: Collection): 'post' | 'trace' {
  return files.length > 0 && files.every(({ recordKind }) => recordKind === 'traces') ? 'trace' : 'post'
}

/** A method, made from its description: nothing about a method is written by hand in the report. */
export interface MethodCard {
  readonly id: string
  readonly title: string
  readonly what: string
  readonly ordinary?: string
  readonly params: Readonly<Record<string, Param<unknown>>>
  readonly references: readonly Reference[]
}
export interface TraceCard {
  readonly id: string
  readonly title: string
  readonly objectMeans: string
  readonly normalisedHow: string
  readonly ordinary: string
}
export interface Cards {
  readonly networks: readonly MethodCard[]
  readonly groups: readonly MethodCard[]
  readonly signals: readonly MethodCard[]
  readonly traces: readonly TraceCard[]
}

/** Traces of each member per column of the raster; members in the order of the accounts table. */
export interface MemberActivity {
  readonly fromMs: number
  readonly toMs: number
  readonly columns: number
  readonly members: readonly { readonly key: number; readonly traces: number; readonly cells: readonly (readonly [number, number])[] }[]
}

/** A family of near-same texts that members of a group wrote. */
export interface Written {
  readonly familyId: string
  readonly members: number
  readonly posts: number
  /** First posts of members with other texts than each other. */
  readonly examples: readonly PostRef[]
}

export interface FullDossier {
  readonly dossier: Dossier
  readonly activity: MemberActivity
  readonly evidence: readonly EdgeEvidence[]
  /** Most members first; empty where texts were not described. */
  readonly written: readonly Written[]
  /** Pictures that two members or more posted; absent where no hashes are. */
  readonly media?: readonly MediaCluster[]
}

export interface ReportData {
  readonly title: string
  readonly question: string
  readonly version: string
  readonly name: Namer
  readonly data: Collection
  readonly cards: Cards
  /** Parameters of the group step by group method, as asked. */
  readonly groupParams: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Every network of the case, also one in which no group was found. */
  readonly networks: readonly NetworkInfo[]
  /** Scans over windows that were made. */
  readonly scans: readonly CaseScan[]
  /** Views of groups that were made: through steps, over several networks. */
  readonly views: readonly GroupsView[]
  /** Families of near-same texts, when they were described. */
  readonly texts: CaseTexts | null
  /** Pictures that several accounts posted; null where the data hold no hashes. */
  readonly media: CaseMedia | null
  /** Every dossier, in the order of the report. */
  readonly dossiers: readonly Dossier[]
  /** Given for as many as the report has room for: asked one by one, in that order. */
  readonly full: (dossier: Dossier) => Promise<FullDossier>
  /** Measured behaviours, by group; empty when none were measured. */
  readonly signals: readonly SignalResult[]
  readonly ledger: readonly LedgerEntry[]
}

const RANK = { 'stands-out': 0, explained: 1, 'not-beyond-chance': 2, 'not-tested': 3 } as const

/** What stands out comes first, what was dismissed last; fragile after firm; then by id. */
export function inReportOrder(dossiers: readonly Dossier[]): Dossier[] {
  const rank = (dossier: Dossier) => (dossier.status === 'dismissed' ? 6 : RANK[dossier.standing] * 2 + (dossier.isFragile ? 1 : 0))
  const number = ({ group }: Dossier) => Number(group.groupId.replace(/\D/g, ''))
  return [...dossiers].sort((x, y) => rank(x) - rank(y) || number(x) - number(y) || (x.group.groupId < y.group.groupId ? -1 : 1))
}

/** Members by summed weight of their ties, then by key: the order of every table and picture of a group. */
export function membersByWeight({ group, edges }: Dossier): { key: number; ties: number; weight: number }[] {
  const sums = new Map(group.members.map((key) => [key, { key, ties: 0, weight: 0 }]))
  for (const { a, b, weight } of edges)
    for (const key of [a, b]) {
      const sum = sums.get(key)
      if (!sum) continue
      sum.ties++
      sum.weight += weight
    }
  return [...sums.values()].sort((x, y) => y.weight - x.weight || x.key - y.key)
}
