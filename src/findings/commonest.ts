/** The most frequent name and how often it stands there; ties by name, unknown ones left out. */
export function commonest(names: Iterable<string | null | undefined>): { readonly name: string; readonly count: number } {
  const count = new Map<string, number>()
  for (const name of names) if (name !== null && name !== undefined) count.set(name, (count.get(name) ?? 0) + 1)
  const top = [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]
  return top ? { name: top[0], count: top[1] } : { name: '', count: 0 }
}
