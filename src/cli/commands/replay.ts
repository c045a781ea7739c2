import { findCase, newCase } from '../case-path.js'
import type { Command } from '../command.js'
import { table } from '../render.js'

export const command: Command = {
  argsMean: { CASE: 'the case whose steps are done again', INTO: 'the new case' },
  examples: ['lockstep replay harbour harbour-again', 'lockstep replay harbour other-data --file posts.csv'],
  flags: [{ name: 'file', value: 'FILE', isMany: true, meaning: 'run the same steps on this file instead; nothing is compared then' }],
  notes: ['Exit code 4 when a result differs from the one in the ledger.'],
  async run({ all, args, world }) {
    const { replayCase } = await import('../../workflow/index.js')
    const { fail } = await import('../../model/index.js')
    const files = all('file')
    const done = await replayCase(world, findCase(args[0] as string), newCase(args[1] as string), files.length === 0 ? {} : { files })
    const differs = done.steps.find((step) => done.isSame === false && !step.isSame)
    if (differs)
      fail({
        code: 'case/replay-differs',
        what: `step ${differs.entry} (${differs.verb}) gave another result than the ledger says`,
        where: { file: done.path, value: `${differs.expected.slice(0, 12)} expected, ${differs.got.slice(0, 12)} got` },
        fix: 'check the case with lockstep verify; a case written by another version may differ: see its version in lockstep history',
        unchanged: `the case is as it was; the new one is at ${done.into}`,
      })
    const outcome = (isSame: boolean) => (done.isSame === null ? 'done' : isSame ? 'same result' : 'differs')
    const text = table(
      ['step', 'verb', 'outcome'],
      done.steps.map((step) => [step.entry, step.verb, outcome(step.isSame)]),
    )
    return { case: done.into, data: done, text }
  },
}
