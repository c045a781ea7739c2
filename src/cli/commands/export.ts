import { resolve } from 'node:path'
import { withCase } from '../case-path.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { bytes, visible } from '../render.js'

export const command: Command = {
  argsMean: { CASE: 'the case', WHAT: 'a network or a group (G03); when absent, the whole case' },
  examples: ['lockstep export harbour repost-60s --as graphml -o repost.graphml', 'lockstep export harbour G03 --as json | less'],
  flags: [
    { name: 'as', value: 'ID', offers: 'export', meaning: 'which export: lockstep exports' },
    { name: 'output', short: 'o', value: 'FILE', meaning: 'where to write; when absent, stdout' },
    ...NAME_FLAGS,
  ],
  async run(call) {
    const { exportSubject, OUTPUTS } = await import('../../workflow/index.js')
    const { fail } = await import('../../model/index.js')
    const as = call.flag('as')
    const wrong = (what: string, fix: string) => fail({ code: 'usage/bad-export', what, fix, unchanged: 'nothing was written' })
    if (as === undefined) wrong('as what?', `write --as and one of: ${OUTPUTS.map((each) => each.id).join(', ')}`)
    const output = await choose('export', as as string, OUTPUTS, 'lockstep exports')
    const file = call.flag('output')
    if (file === undefined && call.isJson)
      wrong('stdout cannot hold both the export and the JSON object', 'name a file with -o, or leave --json out')
    if (file === undefined && process.stdout.isTTY && !/text|json|xml/.test(output.mediaType))
      wrong(`${output.id} is no text, so it is not written to a terminal`, 'name a file with -o')
    return withCase(call, 'show', 'export', async (kase) => {
      const what = call.args[1]
      const isGroup = what !== undefined && /^g\d+$/i.test(what)
      const where = file === undefined ? { sink: process.stdout } : { path: resolve(file) }
      const subject = { networkId: isGroup ? undefined : what, groupId: isGroup ? what.toUpperCase() : undefined }
      const done = await exportSubject(call.world, kase, { output: output.id, ...subject, ...where, namer: await namerOf(call, kase) })
      return {
        case: kase.path,
        data: done,
        text: done.path === null ? [] : [`${visible(done.path, 1000)}  ${bytes(done.bytes)}  sha256 ${done.sha256}`],
      }
    })
  },
}
