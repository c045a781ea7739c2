import { fail, ProblemError } from '../model/index.js'
import { accountHash, type Case, type LedgerEntry, type World } from '../store/index.js'
import { type Forgotten, forgetByHash } from './forget-step.js'
import { rerun } from './rerun.js'
import { outdatedBy } from './verify.js'

export interface ForgetResult extends Forgotten {
  /** Steps that were done again because they had rested on the account. */
  readonly rebuilt: readonly string[]
  /** Said plainly to the person. */
  readonly remains: string
}

async function findAccount(kase: Case, account: string, platform?: string): Promise<{ platform: string; accountId: string }> {
  const found = await kase.db.rows<{ platform: string; account_id: string }>(
    `select distinct platform, account_id from accounts
     where (account_id = $1 or lower(ltrim(handle, '@')) = lower(ltrim($1, '@'))) and ($2 = '' or platform = $2) order by platform, account_id`,
    [account, platform ?? ''],
  )
  const only = found[0]
  if (only === undefined || found.length > 1)
    fail({
      code: only === undefined ? 'usage/unknown-account' : 'usage/ambiguous-account',
      what: only === undefined ? 'the case holds no such account' : `${found.length} accounts go by that name`,
      where: { file: kase.path, value: account },
      fix:
        only === undefined
          ? 'give its handle or id as in the data'
          : `give the id and the platform: ${found.map((row) => `${row.account_id} (${row.platform})`).join(', ')}`,
      unchanged: 'nothing was forgotten',
    })
  return { platform: only.platform, accountId: only.account_id }
}

/** A judgement was made on groups that held the account, so it is not made again by itself. */
function standingResults(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const cut = entries.findLastIndex((entry) => entry.asked.verb === 'import' || entry.asked.verb === 'forget')
  const since = entries
    .slice(cut + 1)
    .filter((entry) => ['network', 'backbone', 'validate', 'scan', 'groups', 'dossiers', 'signals'].includes(entry.asked.verb))
  return since.filter((entry) => entry.asked.verb === 'dossiers' || outdatedBy(entry, since) === null)
}

/**
 * Removes an account from the store, leaves a tombstone so that a later import leaves it out again, does again what had rested on it, and
 * rewrites the store file so that the removed rows are not left in its free blocks.
 */
export async function forgetAccount(world: World, kase: Case, asked: { account: string; platform?: string }): Promise<ForgetResult> {
  const account = await findAccount(kase, asked.account, asked.platform)
  const standing = standingResults(await kase.ledger())
  const forgotten = await forgetByHash(world, kase, accountHash(account.platform, account.accountId))
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
  await kase.compact()
  const remains =
    forgotten.originals.length === 0
      ? 'no original in the case holds the account'
      : `the account is out of the store, but ${forgotten.originals.length} original file(s) in ${kase.path}/originals still hold it; reports and exports that were written before are not changed`
  return { ...forgotten, rebuilt, remains }
}
