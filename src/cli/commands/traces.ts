import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { shell } from '../shell.js'
import { traceLines } from '../views.js'

export const command: Command = {
  argsMean: { CASE: 'the case' },
  examples: ['lockstep traces harbour', 'lockstep traces harbour --json'],
  notes: ['What each trace means and how it is normalised: docs/traces.md.'],
  async run(call) {
    const { args, world } = call
    const { countTraces } = await import('../../workflow/index.js')
    return withCase(call, 'read', 'traces', async (kase) => {
      const counts = await countTraces(world, kase)
      const first = counts.find((each) => each.isInData)
      const next = first
        ? [shell`lockstep network ${args[0]} windowed-cooccurrence --trace ${first.trace}`]
        : [shell`lockstep import ${args[0]} FILE`]
      return { case: kase.path, data: counts, text: traceLines(counts), next }
    })
  },
}
