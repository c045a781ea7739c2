/** Accounts of a file: those that are new get keys in the order of platform and id; of those that are known, what was blank is filled in. */
import { COUNT_FIELDS, type RecordKind } from '../model/index.js'
import { writeChanges } from './account-changes.js'
import type { Database } from './database.js'

const PROFILE = ['description', 'profile_url', 'avatar', 'followers', 'following', 'posts_count', 'organisation'] as const
const COLUMN: Readonly<Record<string, string>> = { created_at: 'created_ms' }

/** Fields of the record that say something of an account, by kind. */
function valuesOf(kind: RecordKind): readonly string[] {
  if (kind === 'accounts') return ['handle', 'created_at', ...PROFILE]
  return kind === 'followers' ? ['handle', 'created_at', 'description', 'avatar', 'posts_count'] : ['handle']
}

/** Returns how many are new. `has`: fields that the file gives. Reads the view `arriving`. */
export async function writeAccounts(
  db: Database,
  kind: RecordKind,
  has: ReadonlySet<string>,
  platform: string,
  fileKey: number,
): Promise<number> {
  const before = await nextKey(db)
  // Of the account that is followed a row gives the id alone.
  if (kind === 'followers') await writeOf(db, 'v_account_id', [], has, platform, fileKey)
  await writeOf(db, kind === 'followers' ? 'v_follower_id' : 'v_account_id', valuesOf(kind), has, platform, fileKey)
  if (kind === 'accounts') await writeChanges(db, has, platform, fileKey)
  return (await nextKey(db)) - before
}

async function nextKey(db: Database): Promise<number> {
  return (await db.row<{ n: number }>('select coalesce(max(account_key), -1) + 1 as n from accounts')).n
}

async function writeOf(
  db: Database,
  id: string,
  values: readonly string[],
  has: ReadonlySet<string>,
  platform: string,
  fileKey: number,
): Promise<void> {
  const columnOf = (field: string) => COLUMN[field] ?? field
  const typeOf = (field: string) => (COUNT_FIELDS.includes(field) || field === 'created_at' ? 'bigint' : 'varchar')
  const taken = values.map((field) => `, ${has.has(field) ? `arg_min(v_${field}, ord)` : `null::${typeOf(field)}`} as ${columnOf(field)}`)
  await db.run(
    `create or replace temp table seen as select ${platform} as platform, ${id} as account_id, arg_min(physical_line, ord) as line${taken.join('')} from arriving group by 1, 2`,
  )
  const names = values.map(columnOf)
  if (values.some((field) => has.has(field)))
    await db.run(
      `update accounts as a set ${names.map((name) => `${name} = coalesce(a.${name}, s.${name})`).join(', ')} from seen as s where a.platform = s.platform and a.account_id = s.account_id`,
    )
  const before = await nextKey(db)
  await db.run(`insert into accounts (account_key, platform, account_id, ${names.map((name) => `${name}, `).join('')}file_key, line)
    select ${before} + row_number() over (order by s.platform, s.account_id) - 1, s.platform, s.account_id, ${names.map((name) => `s.${name}, `).join('')}${fileKey}, s.line
    from seen as s where not exists (select 1 from accounts as a where a.platform = s.platform and a.account_id = s.account_id) order by s.platform, s.account_id`)
  await db.run('drop table seen')
}
