/** Organisation: members openly belong to one newsroom, party office or union with one scheduler. Only an open declaration counts; one common program alone excuses nobody and is shown beside it. */
import type { Explanation } from '../../model/index.js'
import { percent, type Subject } from '../subject.js'

function commonest(names: readonly (string | undefined)[]): { name: string; count: number } {
  const count = new Map<string, number>()
  for (const name of names) if (name !== undefined) count.set(name, (count.get(name) ?? 0) + 1)
  const top = [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]
  return top ? { name: top[0], count: top[1] } : { name: '', count: 0 }
}

export function organisation(subject: Subject): Explanation {
  const base = { id: 'organisation', question: 'Do they openly belong to one organisation?' }
  const { organisationOf, clientOf } = subject.facts
  const members = [...subject.members]
  const client = clientOf ? commonest(members.map((account) => clientOf.get(account))) : null
  const program = client ? ` ${client.count} of ${members.length} members post mostly with one program.` : ''
  if (!organisationOf)
    return { ...base, answer: 'not-in-data', measured: null, sentence: `The data hold no declared organisations.${program}` }
  const top = commonest(members.map((account) => organisationOf.get(account)))
  const share = top.count / members.length
  return {
    ...base,
    answer: share >= subject.rules.sameShare ? 'fits' : 'does-not-fit',
    measured: { value: share, unit: 'share of the members that declare the same organisation', baseline: null, pValue: null },
    sentence: `${top.count} of ${members.length} members (${percent(share)}) declare the same organisation.${program}`,
  }
}
