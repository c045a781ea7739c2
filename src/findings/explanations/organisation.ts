/** Organisation: members openly belong to one newsroom, party office or union with one scheduler. Only an open declaration counts; one common program alone excuses nobody and is shown beside it. */
import type { Beside, Explanation } from '../../model/index.js'
import { commonest } from '../commonest.js'
import { percent, type Subject } from '../subject.js'

export function organisation(subject: Subject): Explanation {
  const base = { id: 'organisation', question: 'Do they openly belong to one organisation?' }
  const { organisationOf, clientOf } = subject.facts
  const members = [...subject.members]
  const share = (count: number) => count / members.length
  const client = clientOf ? commonest(members.map((account) => clientOf.get(account))) : null
  const program = client ? ` ${client.count} of ${members.length} members post mostly with one program.` : ''
  const ofProgram: Beside[] = client
    ? [
        {
          what: 'share of the members that post mostly with their commonest program',
          value: share(client.count),
          baseline: subject.everybody.client(client.name),
          baselineIs: 'share of accounts in no group that do',
        },
      ]
    : []
  const noProgram = client ? [] : ['client']
  if (!organisationOf)
    return {
      ...base,
      answer: 'not-in-data',
      numbers: ofProgram,
      missing: ['organisation', ...noProgram],
      sentence: `The data hold no declared organisations.${program}`,
    }
  const top = commonest(members.map((account) => organisationOf.get(account)))
  const elsewhere = subject.everybody.organisation(top.name)
  return {
    ...base,
    answer: share(top.count) >= subject.rules.sameShare ? 'fits' : 'does-not-fit',
    numbers: [
      {
        what: 'share of the members that declare the same organisation',
        value: share(top.count),
        baseline: elsewhere,
        baselineIs: 'share of accounts in no group that declare it',
      },
      ...ofProgram,
    ],
    missing: noProgram,
    sentence: `${top.count} of ${members.length} members (${percent(share(top.count))}) declare the same organisation${top.count > 0 ? ` (${percent(elsewhere)} of accounts in no group do)` : ''}.${program}`,
  }
}
