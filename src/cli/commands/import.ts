import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { importFlags } from '../described.js'
import { importOptions, MAP_FLAG, MEDIA_FLAG } from '../import-options.js'
import { plural } from '../render.js'
import { readingFlags, shell } from '../shell.js'
import { guessLines, importLines } from '../summary.js'

export const command: Command = {
  argsMean: { CASE: 'the case', FILE: 'files of posts, accounts or ready-made traces; - is stdin; none is needed with --media' },
  examples: [
    'lockstep import harbour posts.csv',
    'lockstep import harbour export.csv --map author=account_id --time-format "%d/%m/%Y %H:%M" --max-rejects 1%',
    'lockstep import harbour posts.csv --media downloads',
  ],
  flags: [MAP_FLAG, MEDIA_FLAG, { name: 'dry-run', meaning: 'do everything but write; the case is not touched' }],
  described: importFlags,
  notes: [
    'The same file twice changes nothing; overlapping files merge by platform and post id, and what the first row left blank is filled in. A later import drops networks, groups and dossiers: they rest on the rows before it.',
  ],
  async run(call) {
    const { fail, importFiles, importMedia, sayMatches, tellFinished, tryImport } = await import('../../workflow/index.js')
    const [name, ...files] = call.args
    const media = call.all('media')
    if (files.length === 0 && media.length === 0)
      fail({
        code: 'usage/missing-argument',
        what: 'there is nothing to import',
        fix: 'name a file of posts, or a folder of pictures with --media',
        unchanged: 'nothing was done',
      })
    const options = await importOptions(call, call.params)
    if (call.has('dry-run')) {
      const found = await tryImport(call.world, files, options)
      const text = found.map(
        (each) =>
          `${each.file}: would read ${plural(each.rows, 'row')} of ${each.recordKind}, merge ${each.merged}, reject ${each.rejects}; nothing was written, and nothing was compared with the case`,
      )
      return { data: found, text, next: [shell`lockstep import ${call.args}` + (await readingFlags(call))] }
    }
    return withCase(call, 'write', 'import', async (kase) => {
      const done = await tellFinished(kase, async () => [
        ...(await importFiles(call.world, kase, files, options)),
        ...(await importMedia(call.world, kase, media)),
      ])
      if (!call.isJson) for (const line of guessLines(done)) call.say(line)
      await sayMatches(call.world, kase)
      const rejects = done.some(({ rowsRejected }) => rowsRejected > 0) ? [shell`lockstep get ${name} rejects`] : []
      return { case: kase.path, data: done, text: importLines(done), next: [...rejects, shell`lockstep overview ${name}`] }
    })
  },
}
