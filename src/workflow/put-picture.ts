import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fail } from '../model/index.js'
import { cannotWrite } from './put-whole.js'

/** A picture beside the case, outside the ledger: it shows what a step of the ledger has computed. @throws ProblemError `usage/cannot-write` */
export function putPicture(given: string, svg: string): string {
  const path = resolve(given)
  const beside = `${path}.part`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(beside, svg, { flush: true })
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    fail({ ...cannotWrite(path, error), fix: 'name another place, or make room there' }, error)
  }
  return path
}
