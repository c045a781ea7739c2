/**
 * Whole cases as folders: `input/` is copied into an empty folder, the commands of `recipe.json` run there one after the other, and what they
 * print is compared with `expected/`. `UPDATE_EXPECTED=1` writes `expected/` anew.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { foldersIn, root } from './files.js'
import { emptyFolder, lockstep } from './lockstep.js'

interface Step {
  readonly run: readonly string[]
  readonly exit?: number
  /** Name of the file in `expected/` that holds what the command prints on stdout (`out`) or stderr (`err`). */
  readonly out?: string
  readonly err?: string
}
interface Recipe {
  readonly about: string
  readonly steps: readonly Step[]
  /** Text that may stand in no file of the case but the originals. */
  readonly neverKept?: readonly string[]
}

function compare(text: string, folder: string, path: string): void {
  const shown = text.replaceAll(folder, 'FOLDER')
  if (process.env.UPDATE_EXPECTED) {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, shown)
  }
  expect(existsSync(path), path).toBe(true)
  expect(shown).toBe(readFileSync(path, 'utf8'))
}

describe.each(foldersIn('test/cases'))('%s', (name) => {
  const home = join(root, 'test/cases', name)
  const recipe = JSON.parse(readFileSync(join(home, 'recipe.json'), 'utf8')) as Recipe

  test(recipe.about, () => {
    const folder = emptyFolder()
    cpSync(join(home, 'input'), folder, { recursive: true })
    for (const step of recipe.steps) {
      const ran = lockstep(folder, step.run)
      expect(ran.code, `${step.run.join(' ')}\n${ran.err}`).toBe(step.exit ?? 0)
      if (step.out) compare(ran.out, folder, join(home, 'expected', step.out))
      if (step.err) compare(ran.err, folder, join(home, 'expected', step.err))
    }
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.parentPath.includes('.lockstep') && !entry.parentPath.endsWith('originals'),
    )
    expect(kept.length).toBeGreaterThan(1)
    for (const entry of kept) {
      const bytes = readFileSync(join(entry.parentPath, entry.name))
      for (const text of recipe.neverKept ?? []) expect(bytes.includes(text), `${text} in ${entry.name}`).toBe(false)
    }
  })

  test('names nothing in expected/ that no step prints', () => {
    const named = recipe.steps.flatMap((step) => [step.out, step.err]).filter((file) => file !== undefined)
    expect(readdirSync(join(home, 'expected')).sort()).toEqual([...named].sort())
  })
})
