import { newCase } from '../case-path.js'
import type { Command } from '../command.js'
import { visible } from '../render.js'
import { shell } from '../shell.js'

export const command: Command = {
  argsMean: { CASE: 'name or path; the folder gets the ending .lockstep' },
  examples: ['lockstep init harbour', 'lockstep init ~/cases/harbour'],
  async run({ args }) {
    const { createCase } = await import('../../workflow/index.js')
    const kase = await createCase(newCase(args[0] as string))
    kase.close()
    return {
      case: kase.path,
      data: { path: kase.path },
      text: [`made ${visible(kase.path, 1000)}`],
      next: [shell`lockstep import ${args[0]} FILE`],
    }
  },
}
