import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from './case.js'
import { LEDGER_FILE } from './ledger.js'

/** Closes a case that was made for a job which then finished no step, and takes it away; what lay in its folder before stays. */
export async function removeUnused(kase: Case): Promise<void> {
  const isUsed = (await kase.ledger()).length > 0
  kase.close()
  if (isUsed) return
  for (const name of readdirSync(kase.path)) if (name.startsWith('case.duckdb')) rmSync(join(kase.path, name), { recursive: true })
  if (readFileSync(join(kase.path, LEDGER_FILE)).length === 0) rmSync(join(kase.path, LEDGER_FILE))
  if (readdirSync(join(kase.path, 'originals')).every((name) => name === 'README.txt'))
    rmSync(join(kase.path, 'originals'), { recursive: true })
  for (const folder of ['exports', '.']) if (readdirSync(join(kase.path, folder)).length === 0) rmdirSync(join(kase.path, folder))
}
