/**
 * Short names for accounts: HMAC-SHA-256 of platform and id under a key that never lies in the case, written with 31 letters and
 * digits that cannot be mistaken for one another. The same key gives the same account the same name in every case and report.
 * Six characters are 31^6 = 887 million names; when two accounts of a case meet in one, the one with the lower key keeps it and the
 * other takes the next six characters of its own stream, so names given earlier never change.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { fail } from '../model/index.js'
import type { Database } from './database.js'

const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'
const LENGTH = 6
const WHOLE = 31n ** 6n

export interface AccountName {
  readonly key: number
  readonly platform: string
  readonly id: string
  readonly handle: string | null
}

/** Where the key lies when nobody says otherwise. The environment is handed in: only a face reads it. */
export function keyFileFor(env: Readonly<Record<string, string | undefined>>): string {
  if (env.LOCKSTEP_KEY_FILE) return resolve(env.LOCKSTEP_KEY_FILE)
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'lockstep', 'pseudonyms.key')
}

/**
 * The key, made at random with mode 600 when the file is not there yet.
 * @throws ProblemError `usage/key-inside-case`, `usage/bad-key-file`
 */
export function readKey(keyFile: string, casePath: string): Buffer {
  const path = resolve(keyFile)
  if (path.startsWith(resolve(casePath) + sep))
    fail({
      code: 'usage/key-inside-case',
      what: 'the key of the short names may not lie in the case that it protects',
      where: { file: path },
      fix: 'name a file elsewhere with --key-file or LOCKSTEP_KEY_FILE',
      unchanged: 'nothing was written',
    })
  try {
    if (!existsSync(path)) makeKey(path)
    const text = readFileSync(path, 'utf8').trim()
    if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  } catch (error) {
    fail(
      badKeyFile(path, `the key file of the short names cannot be read or made (${(error as NodeJS.ErrnoException).code ?? 'error'})`),
      error,
    )
  }
  return fail(badKeyFile(path, 'the key file of the short names does not hold 64 hexadecimal digits'))
}

function badKeyFile(path: string, what: string) {
  return {
    code: 'usage/bad-key-file',
    what,
    where: { file: path },
    fix: 'name another file with --key-file or LOCKSTEP_KEY_FILE, or move this one away: a new key is then made (names change)',
    unchanged: 'nothing was written',
  }
}

/** Written beside and linked, so that a second process sees the whole key or none and never replaces the first. */
function makeKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(beside, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(beside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(beside)
  }
}

/** Says which key was used without giving it away. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('lockstep key id\0').update(key).digest('hex').slice(0, 12)
}

function digits(bytes: Buffer): string {
  // as a remainder the lowest six digits of the 64-bit number fit a plain one
  let number = Number(bytes.readBigUInt64BE(0) % WHOLE)
  let text = ''
  for (let i = 0; i < LENGTH; i++) {
    text += LETTERS[number % 31]
    number = Math.floor(number / 31)
  }
  return text
}

/** The `round`th code of something: account, or a handle that is no account of the case. */
export function codeOf(key: Buffer, parts: readonly string[], round = 0): string {
  const text = parts.join('\0')
  return digits(
    createHmac('sha256', key)
      .update(round === 0 ? text : `${text}\0${round}`)
      .digest(),
  )
}

/** Short name of each account; `accounts` by ascending key. */
export function shortNames(accounts: readonly AccountName[], key: Buffer): Map<number, string> {
  const names = new Map<number, string>()
  const taken = new Set<string>()
  for (const account of accounts) {
    let round = 0
    let code = codeOf(key, [account.platform, account.id])
    while (taken.has(code)) code = codeOf(key, [account.platform, account.id], ++round)
    taken.add(code)
    names.set(account.key, `a-${code}`)
  }
  return names
}

/** Handles where known, else ids; where two accounts would read alike, the id (and platform) is added. */
export function openNames(accounts: readonly AccountName[]): Map<number, string> {
  const uses = new Map<string, number>()
  const bare = (account: AccountName) => account.handle || account.id
  for (const account of accounts) uses.set(bare(account), (uses.get(bare(account)) ?? 0) + 1)
  return new Map(
    accounts.map((account) => [
      account.key,
      (uses.get(bare(account)) as number) > 1 ? `${bare(account)} (${account.platform} ${account.id})` : bare(account),
    ]),
  )
}

export async function readAccountNames(db: Database): Promise<AccountName[]> {
  // column by column: a case may have millions of accounts
  const [keys = [], platforms = [], ids = [], handles = []] = (await db.columns(`
    select account_key, min(platform), min(account_id), min(handle) from accounts group by account_key order by account_key`)) as [
    number[]?,
    string[]?,
    string[]?,
    (string | null)[]?,
  ]
  return keys.map((key, i) => ({ key, platform: platforms[i] as string, id: ids[i] as string, handle: handles[i] ?? null }))
}
