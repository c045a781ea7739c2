/** The member with this id; otherwise a usage error that names the nearest one and the command that lists all. */
export async function choose<T extends { readonly id: string }>(
  kind: string,
  given: string,
  list: readonly T[],
  listWith: string,
): Promise<T> {
  const { chooseById } = await import('../workflow/index.js')
  return chooseById(kind, given, list, (each) => each.id, `see the list: ${listWith}`)
}
