import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { importFlags } from '../described.js'
import { importOptions, MAP_FLAG } from '../import-options.js'
import { plural } from '../render.js'
import { importLines } from '../summary.js'

export const command: Command = {
  argsMean: { CASE: 'the case', FILE: 'one or more files of posts, accounts or ready-made traces; - is stdin' },
  examples: [
    'lockstep import harbour posts.csv',
    'lockstep import harbour export.csv --map author=account_id --time-format "%d/%m/%Y %H:%M" --max-rejects 1%',
  ],
  flags: [MAP_FLAG, { name: 'dry-run', meaning: 'do everything but write; the case is not touched' }],
  described: importFlags,
  notes: [
    'The same file twice changes nothing; overlapping files merge by platform and post id. A later import drops networks, groups and dossiers: they rest on the rows before it.',
  ],
  async run(call) {
    const { importFiles, inspectFiles } = await import('../../workflow/index.js')
    const [name, ...files] = call.args
    const options = await importOptions(call, call.params)
    if (call.has('dry-run')) {
      const found = await inspectFiles(call.world, files, options)
      const text = found.map(
        (each) => `${each.file}: would read ${plural(each.rows, 'row')} of ${each.recordKind}, reject ${each.rejects}; nothing was written`,
      )
      return { data: found, text, next: [`lockstep import ${call.args.join(' ')}`] }
    }
    return withCase(call, 'write', 'import', async (kase) => {
      const done = await importFiles(call.world, kase, files, options)
      return { case: kase.path, data: done, text: importLines(done), next: [`lockstep overview ${name}`] }
    })
  },
}
