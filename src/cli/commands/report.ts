import { join, resolve } from 'node:path'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { bytes, visible } from '../render.js'

export const command: Command = {
  argsMean: { CASE: 'the case' },
  examples: ['lockstep report harbour', 'lockstep report harbour -o harbour.html'],
  flags: [
    { name: 'output', short: 'o', value: 'FILE', meaning: 'where to write; when absent, exports/report.html in the case' },
    ...NAME_FLAGS,
  ],
  async run(call) {
    const { writeReport } = await import('../../workflow/index.js')
    const output = call.flag('output')
    return withCase(call, 'show', 'report', async (kase) => {
      const path = output === undefined ? join(kase.path, 'exports', 'report.html') : resolve(output)
      const report = await writeReport(call.world, kase, { path, namer: await namerOf(call, kase) })
      return { case: kase.path, data: report, text: [`${visible(report.path, 1000)}  ${bytes(report.bytes)}  sha256 ${report.sha256}`] }
    })
  },
}
