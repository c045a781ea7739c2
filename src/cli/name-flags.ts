import type { Case, Namer } from '../workflow/index.js'
import type { Call } from './command.js'
import type { Flag } from './flags.js'

export const NAME_FLAGS: readonly Flag[] = [
  { name: 'reveal', meaning: 'show handles instead of short names; needs --reason, and both are written into the ledger' },
  { name: 'reason', value: 'WHY', meaning: 'why handles are shown, in a few words' },
  {
    name: 'key-file',
    value: 'FILE',
    meaning: 'file with the key of the short names, outside the case; when absent, LOCKSTEP_KEY_FILE or one in your configuration folder',
  },
]

/** Only a face reads the environment. */
export async function keyFileOf(call: Call): Promise<string> {
  const { keyFileFor } = await import('../workflow/index.js')
  return call.flag('key-file') ?? keyFileFor(process.env)
}

/** A reason alone would show nothing and be kept nowhere. */
export async function failOnReasonAlone(call: Call): Promise<void> {
  if (call.has('reveal') || !call.has('reason')) return
  const { fail } = await import('../workflow/index.js')
  fail({
    code: 'usage/bad-flag',
    what: '--reason says why handles are shown, and --reveal is not given',
    where: { column: '--reason', value: call.flag('reason') },
    fix: 'give --reveal too, or leave out --reason',
    unchanged: 'nothing was done',
  })
}

export async function namerOf(call: Call, kase: Case): Promise<Namer> {
  await failOnReasonAlone(call)
  const { makeNamer } = await import('../workflow/index.js')
  return makeNamer(kase, { reveal: call.has('reveal'), reason: call.flag('reason'), keyFile: await keyFileOf(call), world: call.world })
}

export const PICTURE_FLAG: Flag = { name: 'picture', value: 'FILE', meaning: 'write the same as a picture, SVG' }
