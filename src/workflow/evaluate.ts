import { type Dossier, fail, quoteText } from '../model/index.js'
import type { Case, World } from '../store/index.js'
import { readDossiers } from './dossiers.js'
import { type PlainRule, plainRule, type RankedRule, rankRules } from './evaluate-rankings.js'
import { compareSignals, type SignalEvaluation } from './evaluate-signals.js'
import { type AccountLabel, type LabelKind, readLabels } from './labels.js'
import { listNetworks } from './network.js'
import { type Rate, rateOf } from './rate.js'
import { readSignals } from './signals.js'

/** One planted thing. Accounts of the file that the case does not hold are `absent` and count nowhere else. */
export interface LabelResult {
  readonly label: string
  readonly kind: 'operation' | 'look-alike'
  readonly strength: string
  readonly planted: number
  readonly absent: number
  /** Accounts that are members of any group, standing out or not. */
  readonly grouped: Rate
  /** Accounts that are members of a group that stands out: recall for an operation, false alarm for a look-alike. */
  readonly flagged: Rate
  /** Groups that are this label's (see `evaluate`), how many of them stand out, and their ids. */
  readonly groups: Rate
  readonly groupIds: readonly string[]
}

export interface GroupResult {
  readonly groupId: string
  readonly networkId: string
  readonly standing: Dossier['standing']
  readonly size: number
  /** The label that most members have, if it is that of half of them or more; `mixed` if not. */
  readonly label: string
  readonly kind: LabelKind | 'mixed' | 'unlabelled'
  /** Members per label, most first; `unlabelled` are those that the file does not name. */
  readonly members: readonly { readonly label: string; readonly accounts: number }[]
  /** Innocent explanations that fit by measurement. */
  readonly explainedBy: readonly string[]
}

export interface Evaluation {
  readonly labelsPath: string
  readonly accountsLabelled: number
  readonly accountsInCase: number
  readonly networks: readonly string[]
  readonly operations: readonly LabelResult[]
  readonly lookAlikes: readonly LabelResult[]
  readonly byStrength: readonly { readonly strength: string; readonly operations: Rate; readonly members: Rate }[]
  readonly accounts: {
    /** Of the accounts of operations, those in a group that stands out. */
    readonly recall: Rate
    /** Of the accounts in groups that stand out, those of operations. */
    readonly precision: Rate
    /** Of the accounts of look-alikes (of background), those in a group that stands out. */
    readonly lookAlikesFlagged: Rate
    readonly backgroundFlagged: Rate
  }
  readonly groups: {
    /** Of the groups that stand out, those of operations. */
    readonly precision: Rate
    /** Of the operations, those with a group of theirs that stands out. */
    readonly operationsFound: Rate
    /** Of the groups of look-alikes, those that stand out; of the look-alikes, those with such a group. */
    readonly lookAlikeGroupsFlagged: Rate
    readonly lookAlikesFlagged: Rate
  }
  /** Every group of the case, beside what its members are. */
  readonly confusion: readonly GroupResult[]
  /** Precision–recall curves and AUC of every rule. An account has a score here only, beside labels that are known; no finding gives one. */
  readonly rankings: readonly RankedRule[]
  /** The plain threshold rule beside the groups that stand out, at their recall; null without a windowed co-occurrence network or without operations. */
  readonly plainRule: PlainRule | null
  /** Signals beside the behaviours that the file names; null when it names none or the case has no signals. */
  readonly signals: SignalEvaluation | null
}

/**
 * Compares the dossiers of a case with labels from a file (any labels file: see labels.ts).
 *
 * *Flagged* means: the dossier's standing is `stands-out`. Groups of all networks of the case are taken together; an account that is in several
 * groups counts once.
 * - By account: recall = flagged accounts of operations / accounts of operations in the case; precision = the same / all flagged accounts
 *   (unlabelled ones included).
 * - By group: a group is a label's when that label is the commonest among its members and half of them or more have it (ties: first in
 *   code-point order); else it is `mixed`. Precision = flagged groups of operations / flagged groups. An operation is *found* when a group of
 *   its own is flagged; a look-alike is wrongly flagged in the same way.
 * Intervals are Wilson's at 95 %; for accounts they are too narrow, since members of one operation are found or missed together.
 * Beside it every rule of evaluate-rankings.ts at every threshold. Intervals of those are seeded draws of whole operations. Nothing is written.
 * @throws ProblemError `usage/no-dossiers`, `source/labels-match-nothing` and those of `readLabels`
 */
export async function evaluate(world: World, kase: Case, asked: { readonly labelsPath: string }): Promise<Evaluation> {
  const labels = await readLabels(world, asked.labelsPath)
  const dossiers = await readDossiers(kase)
  if (dossiers.length === 0)
    fail({
      code: 'usage/no-dossiers',
      what: 'the case has no dossiers to evaluate',
      where: { file: kase.path },
      fix: `write them first: lockstep dossier ${kase.name}`,
      unchanged: 'nothing was evaluated',
    })
  const { byKey, missing } = await matchAccounts(kase, labels)
  if (byKey.size === 0)
    fail({
      code: 'source/labels-match-nothing',
      what: `none of the ${labels.size} labelled accounts is in the case`,
      where: { file: asked.labelsPath, value: [...labels.keys()].slice(0, 3).join(', ') },
      fix: 'give ids or handles as in the imported files; a case imported with pseudonyms holds neither',
      unchanged: 'nothing was evaluated',
    })
  const compared = compare(dossiers, byKey, missing)
  const numbers = new Map(compared.operations.map((one, i) => [one.label, i]))
  const operationOf = new Map(
    [...byKey].flatMap(([key, one]) => (one.kind === 'operation' ? [[key, numbers.get(one.label) as number]] : [])),
  )
  const { rankings, plain } = await rankRules(kase, await listNetworks(kase), dossiers, operationOf, numbers.size)
  const { recall, precision } = compared.accounts
  return {
    labelsPath: asked.labelsPath,
    accountsLabelled: labels.size,
    ...compared,
    rankings,
    signals: compareSignals(await readSignals(kase), dossiers, compared.confusion, byKey),
    plainRule: plainRule(plain, recall.hits, recall.of, precision.of - precision.hits),
  }
}

/** Labels by account key: ids first; handles (without @ and case) when no id matches. `missing`: accounts per label that the case lacks. */
async function matchAccounts(
  kase: Case,
  labels: ReadonlyMap<string, AccountLabel>,
): Promise<{ byKey: Map<number, AccountLabel>; missing: Map<AccountLabel, number> }> {
  for (const [column, fold] of [
    ['account_id', (name: string) => name],
    ["lower(ltrim(handle, '@'))", (name: string) => name.replace(/^@+/, '').toLowerCase()],
  ] as const) {
    const folded = new Map([...labels].map(([name, label]) => [fold(name), label]))
    const names = [...folded.keys()]
    const byKey = new Map<number, AccountLabel>()
    const seen = new Set<string>()
    for (let from = 0; from < names.length; from += 10_000) {
      const rows = await kase.db.rows<{ account_key: number; name: string }>(
        `select account_key, ${column} as name from accounts
         where ${column} in (${names
           .slice(from, from + 10_000)
           .map(quoteText)
           .join(', ')}) order by account_key`,
      )
      for (const { account_key, name } of rows) {
        byKey.set(account_key, folded.get(name) as AccountLabel)
        seen.add(name)
      }
    }
    if (byKey.size === 0) continue
    const missing = new Map<AccountLabel, number>()
    for (const [name, label] of folded) if (!seen.has(name)) missing.set(label, (missing.get(label) ?? 0) + 1)
    return { byKey, missing }
  }
  return { byKey: new Map(), missing: new Map() }
}

const byCodePoint = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The comparison itself, on plain data. */
export function compare(
  dossiers: readonly Dossier[],
  labels: ReadonlyMap<number, AccountLabel>,
  missing: ReadonlyMap<AccountLabel, number> = new Map(),
): Omit<Evaluation, 'labelsPath' | 'accountsLabelled' | 'rankings' | 'plainRule' | 'signals'> {
  const confusion = dossiers.map((dossier) => describeGroup(dossier, labels))
  const grouped = new Set(dossiers.flatMap((dossier) => dossier.group.members))
  const flagged = new Set(dossiers.filter(isFlagged).flatMap((dossier) => dossier.group.members))
  const flaggedGroups = confusion.filter((group) => group.standing === 'stands-out')
  const accountsOf = (kind: LabelKind) => [...labels].filter(([, label]) => label.kind === kind).map(([account]) => account)
  const rateIn = (accounts: readonly number[], set: ReadonlySet<number>) =>
    rateOf(accounts.filter((account) => set.has(account)).length, accounts.length)

  const results = [...describeLabels(labels, missing)].map(({ label, kind, strength, accounts, absent }): LabelResult => {
    const own = confusion.filter((group) => group.label === label && group.kind === kind)
    return {
      label,
      kind: kind as LabelResult['kind'],
      strength,
      planted: accounts.length,
      absent,
      grouped: rateIn(accounts, grouped),
      flagged: rateIn(accounts, flagged),
      groups: rateOf(own.filter((group) => group.standing === 'stands-out').length, own.length),
      groupIds: own.map((group) => group.groupId),
    }
  })
  const operations = results.filter((one) => one.kind === 'operation')
  const lookAlikes = results.filter((one) => one.kind === 'look-alike')
  const found = (list: readonly LabelResult[]) => rateOf(list.filter((one) => one.groups.hits > 0).length, list.length)
  const lookAlikeGroups = confusion.filter((group) => group.kind === 'look-alike')
  const operationAccounts = accountsOf('operation')
  return {
    accountsInCase: labels.size,
    networks: [...new Set(dossiers.map((dossier) => dossier.network.networkId))],
    operations,
    lookAlikes,
    byStrength: [...new Set(operations.map((one) => one.strength))].map((strength) => {
      const own = operations.filter((one) => one.strength === strength)
      const sum = (pick: (one: LabelResult) => number) => own.reduce((total, one) => total + pick(one), 0)
      return {
        strength,
        operations: found(own),
        members: rateOf(
          sum((one) => one.flagged.hits),
          sum((one) => one.planted),
        ),
      }
    }),
    accounts: {
      recall: rateIn(operationAccounts, flagged),
      precision: rateOf(operationAccounts.filter((account) => flagged.has(account)).length, flagged.size),
      lookAlikesFlagged: rateIn(accountsOf('look-alike'), flagged),
      backgroundFlagged: rateIn(accountsOf('background'), flagged),
    },
    groups: {
      precision: rateOf(flaggedGroups.filter((group) => group.kind === 'operation').length, flaggedGroups.length),
      operationsFound: found(operations),
      lookAlikeGroupsFlagged: rateOf(lookAlikeGroups.filter((group) => group.standing === 'stands-out').length, lookAlikeGroups.length),
      lookAlikesFlagged: found(lookAlikes),
    },
    confusion,
  }
}

function isFlagged(dossier: Dossier): boolean {
  return dossier.standing === 'stands-out'
}

function describeGroup(dossier: Dossier, labels: ReadonlyMap<number, AccountLabel>): GroupResult {
  const { group, network, standing, explanations } = dossier
  const counts = new Map<string, { kind: LabelKind | 'unlabelled'; accounts: number }>()
  for (const account of group.members) {
    const label = labels.get(account)
    const name = label?.label ?? 'unlabelled'
    const kind = label?.kind ?? 'unlabelled'
    counts.set(name, { kind, accounts: (counts.get(name)?.accounts ?? 0) + 1 })
  }
  const sorted = [...counts].sort((a, b) => b[1].accounts - a[1].accounts || byCodePoint(a[0], b[0]))
  const [name, most] = sorted[0] ?? ['mixed', { kind: 'unlabelled' as const, accounts: 0 }]
  const isOwn = most.accounts * 2 >= group.members.length
  return {
    groupId: group.groupId,
    networkId: network.networkId,
    standing,
    size: group.members.length,
    label: isOwn ? name : 'mixed',
    kind: isOwn ? most.kind : 'mixed',
    members: sorted.map(([label, { accounts }]) => ({ label, accounts })),
    explainedBy: explanations.filter((one) => one.answer === 'fits').map((one) => one.id),
  }
}

/** Every operation and look-alike of the file, by kind, strength and name. */
function describeLabels(
  labels: ReadonlyMap<number, AccountLabel>,
  missing: ReadonlyMap<AccountLabel, number>,
): { label: string; kind: LabelKind; strength: string; accounts: number[]; absent: number }[] {
  const all = new Map<string, { label: AccountLabel; accounts: number[]; absent: number }>()
  const of = (label: AccountLabel) => {
    const key = JSON.stringify([label.kind, label.label, label.strength])
    const known = all.get(key) ?? { label, accounts: [], absent: 0 }
    all.set(key, known)
    return known
  }
  for (const [label, accounts] of missing) if (label.kind !== 'background') of(label).absent += accounts
  for (const [account, label] of labels) if (label.kind !== 'background') of(label).accounts.push(account)
  const rank = (strength: string) => ['strong', 'medium', 'weak'].indexOf(strength) + (strength === '' ? 9 : 0)
  return [...all.values()]
    .map(({ label: { label, kind, strength }, accounts, absent }) => ({ label, kind, strength, accounts, absent }))
    .sort((a, b) => byCodePoint(a.kind, b.kind) * -1 || rank(a.strength) - rank(b.strength) || byCodePoint(a.label, b.label))
}

export type { Curve, CurvePoint, PlainRule, RankedRule } from './evaluate-rankings.js'
export type { BehaviourResult, SignalEvaluation } from './evaluate-signals.js'
export { evaluationLines } from './evaluation-lines.js'
export { writeEvaluationPicture } from './evaluation-picture.js'
export type { AccountLabel, LabelKind } from './labels.js'
export { type Rate, rateOf } from './rate.js'
