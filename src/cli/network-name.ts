import type { Call } from './command.js'

/** `--name` of a network. It stands in command lines and file names, where groups (G01) and traces go by their own names. @throws ProblemError `usage/bad-name` */
export async function networkName(call: Call): Promise<string | undefined> {
  const name = call.flag('name')
  if (name === undefined) return undefined
  const { fail, TRACES } = await import('../workflow/index.js')
  const isFree = !/^G\d+$/i.test(name) && TRACES.every(({ id }) => id !== name)
  if (isFree && /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) return name
  return fail({
    code: 'usage/bad-name',
    what: `'${name}' cannot be the name of a network`,
    where: { column: '--name', value: name },
    fix: 'use letters, digits and . - _, a letter or digit first; no number of a group (G01) and no bare name of a trace',
    unchanged: 'no network was made',
  })
}
