import type { Command } from '../command.js'
import { completionScript, SHELLS, type Shell } from '../completion.js'

export const command: Command = {
  argsMean: { SHELL: 'the shell' },
  argsOffer: { SHELL: SHELLS },
  examples: ['source <(lockstep completion bash)', 'lockstep completion fish > ~/.config/fish/completions/lockstep.fish'],
  async run({ args }) {
    const shell = args[0] as string
    if (!(SHELLS as readonly string[]).includes(shell)) {
      const { didYouMean, fail } = await import('../../model/index.js')
      return fail({
        code: 'usage/unknown-shell',
        what: `no completion for '${shell}'.${didYouMean(shell, SHELLS)}`,
        fix: `give one of: ${SHELLS.join(', ')}`,
        unchanged: 'nothing was done',
      })
    }
    const script = await completionScript(shell as Shell)
    return { data: { shell, script }, text: [script.trimEnd()] }
  },
}
