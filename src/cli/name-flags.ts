import type { Case, Namer } from '../workflow/index.js'
import type { Call } from './command.js'
import type { Flag } from './flags.js'

export const NAME_FLAGS: readonly Flag[] = [
  { name: 'reveal', value: 'WHY', meaning: 'show handles instead of short names; say why in a few words (it is written into the ledger)' },
  { name: 'key-file', value: 'FILE', meaning: 'file with the key of the short names; it must lie outside the case' },
]

export async function namerOf(call: Call, kase: Case): Promise<Namer> {
  const { makeNamer } = await import('../workflow/index.js')
  return makeNamer(call.world, kase, { reveal: call.flag('reveal'), keyFile: keyFileOf(call) })
}

export function keyFileOf(call: Call): string | undefined {
  return call.flag('key-file') ?? process.env.LOCKSTEP_KEY_FILE
}
