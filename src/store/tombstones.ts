/**
 * A forgotten account leaves a tombstone: the SHA-256 of platform and account id, so that a later import can leave it out again
 * without the case knowing its id. The hash is keyless, so whoever knows an id can ask whether it was forgotten.
 */
import { createHash } from 'node:crypto'

export function accountHash(platform: string, accountId: string): string {
  return createHash('sha256').update(`${platform}\n${accountId}`).digest('hex')
}

/** The same in SQL; both arguments are SQL expressions of type VARCHAR. */
export function accountHashSql(platform: string, accountId: string): string {
  return `sha256((${platform}) || chr(10) || (${accountId}))`
}

/** SQL condition: this account was not forgotten. For the `where` of an import. */
export function notForgottenSql(platform: string, accountId: string): string {
  return `not exists (select 1 from tombstones as t where t.account_hash = ${accountHashSql(platform, accountId)})`
}
