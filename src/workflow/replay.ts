import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fail, failIfCancelled, ProblemError } from '../model/index.js'
import {
  type Case,
  chainFault,
  createCase,
  hashAgain,
  LEDGER_FILE,
  type LedgerEntry,
  openCase,
  originalPath,
  scratchFor,
  type World,
} from '../store/index.js'
import { NOT_REPLAYED, rerun } from './rerun.js'

export interface ReplayedStep {
  readonly entry: number
  readonly verb: string
  readonly expected: string
  readonly got: string
  readonly isSame: boolean
}
export interface Replay {
  readonly path: string
  readonly into: string
  readonly steps: readonly ReplayedStep[]
  /** All result hashes as in the first case. Null when the recipe ran on other files. */
  readonly isSame: boolean | null
}

/** Names in the file system that a recorded name cannot have. */
function safeName(name: string): string {
  const base = basename(name)
  return base === '' || base === '.' || base === '..' || base === '-' ? 'stdin' : base
}

interface Recipe {
  readonly entries: readonly LedgerEntry[]
  /** SHA-256 → path of the original and the name that it was imported under. */
  readonly originals: ReadonlyMap<string, { readonly path: string; readonly name: string }>
}

function recipeOf(entries: readonly LedgerEntry[], path: string): Recipe {
  const imports = entries.filter((entry) => entry.asked.verb === 'import')
  return {
    entries: entries.filter((entry) => !NOT_REPLAYED.includes(entry.asked.verb)),
    originals: new Map(
      imports.flatMap(({ asked }) =>
        asked.inputs.map(
          (sha256) => [sha256, { path: originalPath({ path }, sha256), name: String(asked.params.name ?? sha256) }] as const,
        ),
      ),
    ),
  }
}

/** From the store; when that is damaged or missing, from `ledger.ndjson` alone, so that originals and ledger are enough to get a case back. */
async function readRecipe(world: World, path: string): Promise<Recipe> {
  try {
    const kase = await openCase(path, { mode: 'read', verb: 'replay' })
    try {
      return recipeOf(await kase.ledger(), kase.path)
    } finally {
      kase.close()
    }
  } catch (error) {
    if (!(error instanceof ProblemError) || !['case/damaged', 'case/missing'].includes(error.problem.code)) throw error
    const file = join(path, LEDGER_FILE)
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
    if (lines.length === 0 || chainFault(lines) !== null) throw error
    world.warn(
      `the store is ${error.problem.code === 'case/missing' ? 'missing' : 'damaged'}: the recipe was read from ${LEDGER_FILE}, whose chain is whole`,
    )
    return recipeOf(
      lines.map((line) => JSON.parse(line) as LedgerEntry),
      resolve(path),
    )
  }
}

/** Originals under the names that they had, so that the replay sees what the first import saw. */
function inputsOf(entry: LedgerEntry, recipe: Recipe, stage: string): string[] {
  return entry.asked.inputs.map((sha256, i) => {
    const original = recipe.originals.get(sha256)
    if (original === undefined || !existsSync(original.path))
      fail({
        code: 'case/original-missing',
        what: `the original of step ${entry.entry} is not in the case`,
        where: { file: original?.path ?? sha256, value: original?.name },
        fix: 'a pseudonymised import keeps no original: run the recipe on the file itself, or put the original back under its hash',
        unchanged: 'the case that was replayed is as it was',
      })
    const folder = join(stage, `${entry.entry}-${i}`)
    mkdirSync(folder, { recursive: true })
    const link = join(folder, safeName(original.name))
    symlinkSync(original.path, link)
    return link
  })
}

/** The hash of the new step in the form that the old one has. */
async function comparable(kase: Case, old: LedgerEntry, made: LedgerEntry | undefined): Promise<string> {
  const { resultSql, resultKey, resultForm } = old.done
  const isSameForm = made?.done.resultKey === resultKey && made?.done.resultForm === resultForm && made?.done.resultSql === resultSql
  if (made === undefined || resultSql === undefined || isSameForm) return made?.done.resultHash ?? ''
  return await hashAgain(kase.db, { resultSql, resultKey, resultForm })
}

/**
 * Does every step of a case again in a new one and compares the hashes of the results. With `files`, the same recipe runs on those:
 * they are all read where the first import stood, later imports are left out, and nothing is compared.
 */
export async function replayCase(world: World, path: string, into: string, options: { files?: readonly string[] } = {}): Promise<Replay> {
  const recipe = await readRecipe(world, path)
  const isOther = options.files !== undefined
  const isNew = !existsSync(into) || readdirSync(into).length === 0
  const kase = await createCase(into, { verb: 'replay', warn: world.warn })
  const stage = scratchFor(kase.path)
  const steps: ReplayedStep[] = []
  let hasImported = false
  try {
    for (const [i, entry] of recipe.entries.entries()) {
      failIfCancelled(world.signal)
      world.note(`replay: ${entry.asked.verb}`, i, recipe.entries.length)
      const { verb } = entry.asked
      if (isOther && (verb === 'forget' || verb === 'judge' || (verb === 'import' && hasImported))) continue
      if (verb === 'import') hasImported = true
      const before = (await kase.ledger()).length
      const isGiven = isOther && verb === 'import'
      const asked = isGiven ? { ...entry, asked: { ...entry.asked, params: forOtherFiles(entry.asked.params) } } : entry
      await rerun(world, kase, asked, isGiven ? (options.files as readonly string[]) : inputsOf(entry, recipe, stage))
      const made = (await kase.ledger()).slice(before)
      const got = await comparable(kase, entry, made.at(-1))
      steps.push({ entry: entry.entry, verb, expected: entry.done.resultHash, got, isSame: got === entry.done.resultHash })
    }
    if (steps.some((step) => step.verb === 'forget')) await kase.compact()
    return { path, into: kase.path, steps, isSame: isOther ? null : steps.every((step) => step.isSame) }
  } catch (error) {
    kase.close()
    // A part of a case would be taken for one, and stand in the way of the next replay.
    if (isNew) rmSync(kase.path, { recursive: true, force: true })
    throw error
  } finally {
    kase.close()
    rmSync(stage, { recursive: true, force: true })
  }
}

function forOtherFiles(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { sha256: _, name: __, ...rest } = params
  return rest
}
