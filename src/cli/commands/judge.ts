import type { Dossier } from '../../model/index.js'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { shell } from '../shell.js'

const STATUSES: readonly Dossier['status'][] = ['draft', 'dismissed', 'finding']

export const command: Command = {
  argsMean: { CASE: 'the case', GROUP: 'a group, such as G03' },
  examples: [
    'lockstep judge harbour G03 --status dismissed --reason "staff of one newsroom, as their site says"',
    'lockstep judge harbour G05 --status finding --reason "seconds apart for six weeks" --answer organisation="asked; none declared"',
  ],
  flags: [
    { name: 'status', value: 'STATUS', offers: STATUSES, meaning: `${STATUSES.join(', ')}; when absent, only the answers are added` },
    { name: 'reason', value: 'WHY', meaning: 'why, in a sentence: kept in the ledger and shown in the report' },
    {
      name: 'answer',
      value: 'ID=TEXT',
      isMany: true,
      meaning:
        'an answer to one of the other explanations, by its id as the dossier shows it; every one that fits or is not in the data needs one before a finding',
    },
  ],
  notes: ['A judgement is a person’s, on a group, with its reasons. It is never made by the program and never on a single account.'],
  async run(call) {
    const { args, world } = call
    const { fail, readDossiers, setStatus } = await import('../../workflow/index.js')
    const given = call.flag('status')
    if (given === undefined && call.all('answer').length === 0)
      fail({
        code: 'usage/nothing-to-judge',
        what: 'neither a status nor an answer is given',
        fix: `write --status ${STATUSES.join('|')} --reason "…", or --answer ID="…"`,
        unchanged: 'nothing was done',
      })
    const bad = (code: string, what: string, column: string, value: string, fix: string) =>
      fail({ code, what, where: { column, value }, fix, unchanged: 'nothing was done' })
    if (given !== undefined && !STATUSES.includes(given as Dossier['status']))
      bad('usage/unknown-status', `unknown status '${given}'`, '--status', given, `give one of: ${STATUSES.join(', ')}`)
    const groupId = (args[1] as string).toUpperCase()
    return withCase(call, 'write', 'judge', async (kase) => {
      const before = (await readDossiers(kase)).find((each) => each.group.groupId === groupId)
      const known = before?.explanations.map((each) => each.id) ?? []
      const answers: Record<string, string> = {}
      for (const answer of call.all('answer')) {
        const [, id, text] =
          /^([^=]+)=(.*)$/s.exec(answer) ?? bad('usage/bad-answer', `'${answer}' is no answer`, '--answer', answer, 'write ID=TEXT')
        if (before && !known.includes(id as string))
          bad(
            'usage/unknown-explanation',
            `${groupId} has no explanation '${id}'`,
            '--answer',
            answer,
            `its explanations are: ${known.join(', ')}`,
          )
        answers[id as string] = text as string
      }
      const status = (given as Dossier['status'] | undefined) ?? before?.status ?? 'draft'
      const judged = await setStatus(world, kase, { groupId, status, why: call.flag('reason') ?? before?.statusWhy ?? '', answers })
      const open = judged.explanations.filter((each) => each.answer !== 'does-not-fit' && !judged.answers[each.id])
      return {
        case: kase.path,
        data: {
          groupId,
          status: judged.status,
          statusWhy: judged.statusWhy,
          answers: judged.answers,
          unanswered: open.map((each) => each.id),
        },
        text: [
          `${groupId} is ${judged.status === 'draft' ? 'a draft' : judged.status === 'finding' ? 'a finding' : 'dismissed'}${judged.statusWhy ? `: ${judged.statusWhy}` : ''}`,
          ...(open.length > 0 ? [`still to answer: ${open.map((each) => each.id).join(', ')}`] : []),
        ],
        next: [shell`lockstep report ${args[0]}`],
      }
    })
  },
}
