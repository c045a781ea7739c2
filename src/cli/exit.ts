import type { ExitCode } from '../model/index.js'

export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  0: 'done, including "nothing found"',
  1: 'a fault of ours',
  2: 'wrong usage: an unknown command, flag, method or value, or a network over its budget',
  3: 'the input was rejected: nothing of it was kept',
  4: 'the case is missing, locked, newer than this program, damaged, or its hashes differ',
  130: 'interrupted; the step that was cut off left nothing, and steps finished before it stay',
}

/** What was written must have left the process before it ends. */
export function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    if (stream.destroyed || stream.writableEnded) done()
    else stream.write('', () => done())
  })
}
