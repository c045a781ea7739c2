import { fail } from '../model/index.js'

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((next[j - 1] as number) + 1, (row[j] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length] as number
}

/** The member with this id. @throws ProblemError `usage/unknown-<kind>`, naming the nearest id (ties: bytewise). */
export function chooseById<T>(kind: string, given: string, list: readonly T[], idOf: (each: T) => string, seeList: string): T {
  const found = list.find((each) => idOf(each) === given)
  if (found !== undefined) return found
  const word = given.slice(0, 60).toLowerCase()
  const near = list
    .map(idOf)
    .map((id) => ({ id, cost: distance(word, id.toLowerCase()) }))
    .filter(({ id, cost }) => cost <= Math.max(1, Math.floor(Math.max(word.length, id.length) / 3)))
    .sort((a, b) => a.cost - b.cost || (a.id < b.id ? -1 : 1))[0]
  return fail({
    code: `usage/unknown-${kind.replaceAll(' ', '-')}`,
    what: `unknown ${kind} '${given}'.${near ? ` Did you mean '${near.id}'?` : ''}`,
    where: { value: given },
    fix: seeList,
    unchanged: 'nothing was done',
  })
}
