import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { shell } from '../shell.js'

export const command: Command = {
  argsMean: { CASE: 'the case', ACCOUNT: 'handle or id as in the data' },
  examples: ['lockstep forget harbour 118400', 'lockstep forget harbour 118400 --platform mastodon --yes'],
  flags: [{ name: 'platform', value: 'NAME', meaning: 'platform of the account, where several hold such an id' }],
  notes: [
    'Rows and texts leave the store, its names and posts leave the rows of others (a name written as an ordinary word, without @ or #, stays), what rested on them is built again, and a tombstone keeps later imports from bringing them back. Originals are evidence and stay as they are: remove them by hand where you must.',
  ],
  async run(call) {
    const { args, confirm, flag, world } = call
    const { failIfUnknown, forgetAccount } = await import('../../workflow/index.js')
    const sought = { account: args[1] as string, platform: flag('platform') }
    await withCase(call, 'write', 'forget', (kase) => failIfUnknown(kase, sought))
    await confirm(`remove this account and everything that depends on it from ${args[0]}?`)
    return withCase(call, 'write', 'forget', async (kase) => {
      const done = await forgetAccount(world, kase, sought)
      const text = [`forgotten; built again: ${done.rebuilt.join(', ') || 'nothing'}`, done.remains]
      return { case: kase.path, data: done, text, next: [shell`lockstep verify ${args[0]}`] }
    })
  },
}
