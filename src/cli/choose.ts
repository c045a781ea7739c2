import { didYouMean } from './suggest.js'

/** The member with this id; otherwise a usage error that names the nearest one. */
export async function choose<T extends { readonly id: string }>(
  kind: string,
  given: string,
  list: readonly T[],
  listWith: string,
): Promise<T> {
  const found = list.find((each) => each.id === given)
  if (found) return found
  const { fail } = await import('../model/index.js')
  return fail({
    code: `usage/unknown-${kind}`,
    what: `unknown ${kind} '${given}'.${didYouMean(
      given,
      list.map((each) => each.id),
    )}`,
    fix: `see the list: ${listWith}`,
    unchanged: 'nothing was done',
  })
}
