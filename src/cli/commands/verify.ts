import { findCase } from '../case-path.js'
import type { Command } from '../command.js'
import { table } from '../render.js'

export const command: Command = {
  argsMean: { CASE: 'the case' },
  examples: ['lockstep verify harbour', 'lockstep verify harbour --json'],
  notes: ['Exit code 4 when a hash differs. With --json, failing: the error, whose message counts the checks that failed.'],
  async run({ args, world, say }) {
    const { failIfNotVerified, verifyCase } = await import('../../workflow/index.js')
    const verification = await verifyCase(world, findCase(args[0] as string))
    const failed = verification.checks.filter((check) => check.outcome === 'failed')
    for (const check of failed) say(`failed: ${check.name} ${check.detail}`)
    failIfNotVerified(verification)
    const text = [
      ...table(
        ['check', 'outcome', 'detail'],
        verification.checks.map((check) => [check.name, check.outcome, check.detail]),
        90,
      ),
      `${verification.passed} passed, ${verification.failed} failed`,
    ]
    return { case: verification.path, data: verification, text }
  },
}
