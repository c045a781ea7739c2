import { didYouMean, fail } from '../model/index.js'

/** The member with this id. @throws ProblemError `usage/unknown-<kind>`, naming the nearest id. */
export function chooseById<T>(kind: string, given: string, list: readonly T[], idOf: (each: T) => string, seeList: string): T {
  const found = list.find((each) => idOf(each) === given)
  if (found !== undefined) return found
  return fail({
    code: `usage/unknown-${kind.replaceAll(' ', '-')}`,
    what: `unknown ${kind} '${given}'.${didYouMean(given, list.map(idOf))}`,
    where: { value: given },
    fix: seeList,
    unchanged: 'nothing was done',
  })
}
