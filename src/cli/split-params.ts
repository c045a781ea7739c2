/** What was given, handed to the part of the work that knows it; a flag that none of the chosen methods knows is wrong usage. */
export async function splitParams<K extends string>(
  given: Readonly<Record<string, string | boolean>>,
  owners: Readonly<Record<K, object>>,
  helpWith: string,
): Promise<Record<K, Record<string, string | boolean>>> {
  const { fail, flagOf } = await import('../model/index.js')
  const split = Object.fromEntries(Object.keys(owners).map((owner) => [owner, {}])) as Record<string, Record<string, string | boolean>>
  for (const [name, value] of Object.entries(given)) {
    const takers = (Object.keys(owners) as K[]).filter((owner) => name in owners[owner])
    if (takers.length === 0)
      fail({
        code: 'usage/unknown-parameter',
        what: `the chosen methods have no --${flagOf(name)}`,
        where: { column: `--${flagOf(name)}` },
        fix: `see which method it belongs to: ${helpWith}`,
        unchanged: 'nothing was done',
      })
    for (const taker of takers) (split[taker] as Record<string, string | boolean>)[name] = value
  }
  return split as Record<K, Record<string, string | boolean>>
}
