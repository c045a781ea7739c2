import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Case, openCase, type World } from '../../src/store/index.js'
import { type Evaluation, evaluate, INVESTIGATE_DEFAULTS, investigate } from '../../src/workflow/index.js'

export const world: World = { signal: new AbortController().signal, note: () => {}, warn: () => {}, now: () => 0 } as never

/** `investigate` with its defaults on files that `write` puts into a folder of their own, compared with the labels; nothing is left behind. */
export async function runCase<T>(
  write: (folder: string) => Promise<{ readonly imports: readonly string[]; readonly labels: string }>,
  look: (kase: Case, result: Evaluation, labels: string) => Promise<T>,
  traces?: readonly string[],
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-accuracy-'))
  try {
    const files = await write(join(folder, 'sample'))
    const casePath = join(folder, 'case')
    await investigate(world, files.imports, {
      import: {},
      casePath,
      method: INVESTIGATE_DEFAULTS.method,
      methodParams: {},
      groupMethod: INVESTIGATE_DEFAULTS.groupMethod,
      groupParams: {},
      seed: INVESTIGATE_DEFAULTS.seed,
      traces,
    } as never)
    const kase = await openCase(casePath, { mode: 'read', verb: 'accuracy', warn: world.warn } as never)
    try {
      return await look(kase, await evaluate(world, kase, { labelsPath: files.labels }), files.labels)
    } finally {
      kase.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
