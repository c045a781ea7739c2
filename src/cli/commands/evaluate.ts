import { withCase } from '../case-path.js'
import type { Command } from '../command.js'

export const command: Command = {
  argsMean: {
    CASE: 'the case, with groups and dossiers',
    LABELS: 'file that says which accounts belong to what: an account column and a label column',
  },
  examples: ['lockstep evaluate harbour harbour.sample/labels.csv', 'lockstep evaluate harbour labels.csv --json --picture curves.svg'],
  flags: [{ name: 'picture', value: 'FILE', meaning: 'write the curves of precision by recall, and ROC, as SVG' }],
  notes: [
    'Accounts are ordered by evidence here only, beside labels that are known. No finding gives a single account a score.',
    'Labels: any CSV with the account (account_id, handle …) and the label (label, operation …); kind, strength and behaviours (ids of signals, joined by ;) when there.',
  ],
  async run(call) {
    const { args, world } = call
    const { evaluate, evaluationLines, writeEvaluationPicture } = await import('../../workflow/index.js')
    const picture = call.flag('picture')
    return withCase(call, 'read', 'evaluate', async (kase) => {
      const data = await evaluate(world, kase, { labelsPath: args[1] as string })
      if (picture !== undefined) call.say(`picture   ${writeEvaluationPicture(data, picture)}`)
      return { case: kase.path, data, text: evaluationLines(data) }
    })
  },
}
