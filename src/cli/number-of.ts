import type { Call } from './command.js'

/** A flag that limits a list: a whole number, 0 for all. */
export async function numberOf(call: Call, flag: string, otherwise: number): Promise<number> {
  const text = call.flag(flag)
  const number = text === undefined ? otherwise : text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  const { fail } = await import('../model/index.js')
  return fail({
    code: `usage/bad-${flag}`,
    what: `'${text}' is no whole number`,
    where: { column: `--${flag}` },
    fix: `give a number such as --${flag} 20, or 0 for all`,
    unchanged: 'nothing was done',
  })
}
