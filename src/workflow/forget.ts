import { fail, ProblemError, plural } from '../model/index.js'
import {
  accountHash,
  type Case,
  countNamed,
  type LedgerEntry,
  namesIn,
  POSTS_OF_CASE,
  PROFILES_OF_CASE,
  type World,
} from '../store/index.js'
import { type Forgotten, forgetByHash } from './forget-step.js'
import { NOT_REPLAYED, rerun } from './rerun.js'
import { outdatedBy } from './verify.js'
import { tellFinished } from './with-finished.js'

export interface ForgetResult extends Forgotten {
  /** Steps that were done again because they had rested on the account. */
  readonly rebuilt: readonly string[]
  /** Said plainly to the person. */
  readonly remains: string
}

interface Sought {
  readonly account: string
  readonly platform?: string
}

interface Named {
  readonly platform: string
  readonly accountId: string
}

const bare = (name: string) => name.replace(/^@/, '').toLowerCase()

/** By its id, its handle, or one that it had. */
function accountsNamed(kase: Case, { account, platform }: Sought): Promise<Named[]> {
  return kase.db.rows<Named>(
    `select distinct platform, account_id as "accountId" from accounts
     where (account_id = $1 or lower(ltrim(handle, '@')) = lower(ltrim($1, '@'))
       or account_key in (select account_key from account_changes where lower(ltrim(handle, '@')) = lower(ltrim($1, '@'))))
       and ($2 = '' or platform = $2) order by platform, account_id`,
    [account, platform ?? ''],
  )
}

/** One that has no rows of its own: it is reposted, answered or mentioned. */
async function namedByOthers(kase: Case, { account, platform }: Sought): Promise<Named[]> {
  const platforms = await kase.db.rows<{ platform: string }>(
    "select distinct platform from posts where $1 = '' or platform = $1 order by platform",
    [platform ?? ''],
  )
  const found: Named[] = []
  for (const each of platforms)
    if ((await countNamed(kase.db, each.platform, [account])) > 0) found.push({ platform: each.platform, accountId: bare(account) })
  return found
}

function onlyOne(kase: Case, { account }: Sought, found: readonly Named[]): Named {
  const only = found[0]
  if (only === undefined || found.length > 1)
    fail({
      code: only === undefined ? 'usage/unknown-account' : 'usage/ambiguous-account',
      what: only === undefined ? 'the case holds no such account' : `${found.length} accounts go by that name`,
      where: { file: kase.path, value: account },
      fix:
        only === undefined
          ? 'give its handle or id as in the data'
          : `give the id and the platform: ${found.map((row) => `${row.accountId} (${row.platform})`).join(', ')}`,
      unchanged: 'nothing was forgotten',
    })
  return only
}

/** Asked before anybody is asked to confirm; one that was forgotten before is known, too. @throws ProblemError `usage/unknown-account`, `usage/ambiguous-account` */
export async function failIfUnknown(kase: Case, asked: Sought): Promise<void> {
  await findSought(kase, asked)
}

/** The account, or the step that forgot it before. */
async function findSought(kase: Case, asked: Sought): Promise<Named | LedgerEntry> {
  const found = await accountsNamed(kase, asked)
  const before = found.length === 0 ? await forgottenIn(kase, asked) : null
  return before ?? onlyOne(kase, asked, found.length === 0 ? await namedByOthers(kase, asked) : found)
}

/** A judgement was made on groups that held the account, so it is not made again by itself. */
function standingResults(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const cut = entries.findLastIndex((entry) => entry.asked.verb === 'import' || entry.asked.verb === 'forget')
  const since = entries
    .slice(cut + 1)
    .filter((entry) =>
      ['network', 'backbone', 'validate', 'scan', 'scales', 'snapshots', 'layers', 'groups', 'dossiers', 'signals', 'texts'].includes(
        entry.asked.verb,
      ),
    )
  return since.filter((entry) => entry.asked.verb === 'dossiers' || outdatedBy(entry, since) === null)
}

/** The step that forgot this account; its tombstone knows it by its id, and by the hashes of its handles. */
async function forgottenIn(kase: Case, { account, platform }: Sought): Promise<LedgerEntry | null> {
  const tombs = await kase.db.rows<{ platform: string; hash: string; entry: number }>(
    `select platform, account_hash as hash, ledger_entry as entry from tombstones where $1 = '' or platform = $1 order by entry`,
    [platform ?? ''],
  )
  const marks = await kase.db.rows<{ account: string; hash: string }>(
    "select account_hash as account, hash from forgotten_marks where kind = 'name'",
  )
  const tomb = tombs.find(
    (one) =>
      accountHash(one.platform, account) === one.hash ||
      marks.some(({ account: of, hash }) => of === one.hash && hash === accountHash(one.platform, bare(account))),
  )
  return (await kase.ledger()).find((one) => one.entry === tomb?.entry) ?? null
}

const essence = ({ asked: { verb, params, seed } }: LedgerEntry) => JSON.stringify({ verb, params, seed })

/** What a forget that was cut off had not built again yet; nothing once other work has been done since. */
function notRebuilt(forget: LedgerEntry, entries: readonly LedgerEntry[]): LedgerEntry[] {
  const standing = standingResults(entries.slice(0, forget.entry - 1))
  const since = entries.slice(forget.entry).filter((entry) => !NOT_REPLAYED.includes(entry.asked.verb))
  const rebuilt = new Set(since.map(essence))
  return since.every((entry) => standing.some((old) => essence(old) === essence(entry)))
    ? standing.filter((entry) => !rebuilt.has(essence(entry)))
    : []
}

/** Whether others hold anything of it again: rows that came in before the case knew its names. */
async function isNamedAgain(kase: Case, accountHash: string): Promise<boolean> {
  const { platform } = await kase.db.row<{ platform: string }>('select platform from tombstones where account_hash = $1', [accountHash])
  const names: string[] = []
  for (const held of [POSTS_OF_CASE, PROFILES_OF_CASE]) names.push(...((await namesIn(kase.db, held, accountHash)).get(platform) ?? []))
  return (await countNamed(kase.db, platform, names)) > 0
}

async function finishForget(world: World, kase: Case, forget: LedgerEntry, asked: Sought): Promise<ForgetResult> {
  const accountHash = String(forget.asked.params.accountHash)
  if (await isNamedAgain(kase, accountHash)) {
    world.warn(`step ${forget.entry} forgot this account already; what others hold of it again is taken out now`)
    return forgetNow(world, kase, accountHash, asked)
  }
  const { posts = 0, rowsCleared = 0, follows = 0 } = forget.done.counts
  world.warn(`step ${forget.entry} forgot this account already; what it had left undone is done now`)
  const originals = await kase.db.rows<{ sha256: string }>(
    'select distinct sha256 from files where is_original_kept and contains($1, left(sha256, 12)) order by sha256',
    [forget.done.warnings.join('\n')],
  )
  const forgotten = { accountHash, posts, follows, rowsCleared, originals: originals.map((row) => row.sha256) }
  return rebuild(world, kase, forgotten, notRebuilt(forget, await kase.ledger()), asked)
}

/**
 * Removes an account from the store, leaves a tombstone so that a later import leaves it out again, rewrites the store file so that the removed
 * rows are not left in its free blocks, and does again what had rested on the account. Asked again after it was cut off, it does the rest.
 */
export async function forgetAccount(world: World, kase: Case, asked: Sought): Promise<ForgetResult> {
  return tellFinished(kase, () => forget(world, kase, asked))
}

async function forget(world: World, kase: Case, asked: Sought): Promise<ForgetResult> {
  const sought = await findSought(kase, asked)
  if ('entry' in sought) return finishForget(world, kase, sought, asked)
  return forgetNow(world, kase, accountHash(sought.platform, sought.accountId), asked)
}

async function forgetNow(world: World, kase: Case, accountHash: string, asked: Sought): Promise<ForgetResult> {
  const standing = standingResults(await kase.ledger())
  const forgotten = await forgetByHash(world, kase, accountHash)
  await kase.compact()
  return rebuild(world, kase, forgotten, standing, asked)
}

/** Steps whose line in the ledger holds the name that was given, as a reason or a warning: the ledger is never changed. */
async function stepsNaming(kase: Case, { account }: Sought): Promise<number[]> {
  const name = bare(account).replace(/[^\p{L}\p{N}_]/gu, (sign) => `\\${sign}`)
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'iu')
  const said = (await kase.ledger()).filter(({ asked, done }) => whole.test(JSON.stringify([asked.params, done.warnings])))
  return said.map(({ entry }) => entry)
}

async function rebuild(
  world: World,
  kase: Case,
  forgotten: Forgotten,
  standing: readonly LedgerEntry[],
  asked: Sought,
): Promise<ForgetResult> {
  const rebuilt: string[] = []
  for (const entry of standing) {
    const name = `step ${entry.entry} (${entry.asked.verb})`
    try {
      await rerun(world, kase, entry, [])
      rebuilt.push(name)
    } catch (error) {
      // What rested on the account may be gone with it: a trace, a group, a network that no longer fits its budget.
      if (!(error instanceof ProblemError) || !/^(usage|network|group)/.test(error.problem.code)) throw error
      world.warn(`${name} could not be done again without the account: ${error.problem.what}`)
    }
  }
  const steps = await stepsNaming(kase, asked)
  if (steps.length > 0) world.warn(`the ledger, which is never changed, names the account in step ${steps.join(', ')}`)
  const remains =
    forgotten.originals.length === 0
      ? 'no original in the case holds the account'
      : `the account is out of the store, but ${plural(forgotten.originals.length, 'original file')} in ${kase.path}/originals still ${forgotten.originals.length === 1 ? 'holds' : 'hold'} it; reports and exports that were written before are not changed`
  return { ...forgotten, rebuilt, remains }
}
