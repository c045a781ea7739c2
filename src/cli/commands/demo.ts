import { newCase } from '../case-path.js'
import type { Command } from '../command.js'
import { visible } from '../render.js'
import { makeSample, SAMPLE_FLAG, samplePosts } from '../sample.js'
import { shell } from '../shell.js'
import { importLines } from '../summary.js'

export const command: Command = {
  argsMean: { CASE: 'name or path of the new case; the files go beside it, into NAME.sample' },
  examples: ['lockstep demo harbour', 'lockstep demo big --posts 1000000 --seed 3'],
  flags: [SAMPLE_FLAG],
  async run(call) {
    const { createCase, importFiles, readImportOptions, removeUnused } = await import('../../workflow/index.js')
    const path = newCase(call.args[0] as string)
    await samplePosts(call)
    const kase = await createCase(path)
    try {
      const sample = await makeSample(call, path)
      const imports = await importFiles(call.world, kase, sample.imports, readImportOptions({}))
      const name = call.args[0]
      return {
        case: kase.path,
        data: { path: kase.path, sample, imports },
        text: [`made ${visible(kase.path, 1000)} and ${visible(sample.folder, 1000)}`, ...importLines(imports)],
        next: [shell`lockstep overview ${name}`, shell`lockstep network ${name} windowed-cooccurrence --trace repost`],
      }
    } catch (error) {
      await removeUnused(kase).catch(() => undefined)
      throw error
    } finally {
      kase.close()
    }
  },
}
