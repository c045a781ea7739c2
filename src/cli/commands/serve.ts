import { spawn } from 'node:child_process'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'

/** Opens the address in the person's browser; when that fails, the printed address is enough. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url]
  spawn(command as string, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

export const command: Command = {
  argsMean: { CASE: 'the case' },
  examples: ['lockstep serve harbour', 'lockstep serve harbour --port 8080 --no-open'],
  flags: [
    { name: 'port', value: 'N', default: '0', meaning: 'port on 127.0.0.1; 0 lets the system choose' },
    { name: 'no-open', meaning: 'print the address only; without a terminal no browser is opened' },
    ...NAME_FLAGS,
  ],
  notes: ['Shows the report and the same JSON pages as `get`, to this machine only. It reads and never writes. Ctrl-C stops it.'],
  async run(call) {
    const { fail } = await import('../../model/index.js')
    const { serveCase } = await import('../../server/index.js')
    const port = Number(call.flag('port') ?? 0)
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      fail({
        code: 'usage/bad-port',
        what: `${call.flag('port')} is no port`,
        where: { column: '--port', value: call.flag('port') },
        fix: 'give a number from 0 to 65535',
        unchanged: 'nothing was done',
      })
    // Showing handles is written into the ledger, once; serving only reads.
    const revealed = call.has('reveal') ? await withCase(call, 'write', 'serve', (kase) => namerOf(call, kase)) : null
    return withCase(call, 'read', 'serve', async (kase) => {
      const served = await serveCase(call.world, kase, { port, namer: revealed ?? (await namerOf(call, kase)) }).catch(
        (error: NodeJS.ErrnoException) =>
          fail({
            code: 'usage/port-taken',
            what: `port ${port} cannot be used: ${error.code ?? error.message}`,
            where: { column: '--port', value: String(port) },
            fix: 'choose another --port, or 0',
            unchanged: 'nothing was done',
          }),
      )
      call.say(`${kase.name} at ${served.url}  (Ctrl-C stops it)`)
      if (process.stderr.isTTY && !call.has('no-open')) openBrowser(served.url)
      const { signal } = call.world
      if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
      await served.close()
      return { case: kase.path, data: { stopped: true }, text: ['stopped; the case is as it was'] }
    })
  },
}
