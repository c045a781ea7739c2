import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { cascadeFlags } from '../described.js'
import { NAME_FLAGS, namerOf } from '../name-flags.js'
import { count, gap, table, visible } from '../render.js'
import { shell } from '../shell.js'

const SHOWN = 50

export const command: Command = {
  argsMean: { CASE: 'the case', TRACE: 'a trace that the data hold: lockstep traces CASE' },
  argsOffer: { TRACE: 'trace' },
  examples: ['lockstep cascades harbour link', 'lockstep cascades harbour repost --window 10m --alpha 0.01 --json'],
  flags: NAME_FLAGS,
  described: cascadeFlags,
  notes: [
    'An object that passes has an audience unlike that of objects with about as many accounts. Flashes of news and feeds of newsrooms are like that, too: it is a place to look, no verdict.',
  ],
  async run(call) {
    const { args, params, world } = call
    const { testWholeCascades } = await import('../../workflow/index.js')
    return withCase(call, 'write', 'cascades', async (kase) => {
      const report = await testWholeCascades(world, kase, { trace: args[1] as string, params })
      const name = await namerOf(call, kase)
      const passing = report.passing.map((row) => ({ ...row, objectId: name.object(report.trace, row.objectId) }))
      const rows = passing
        .slice(0, SHOWN)
        .map((row) => [
          visible(row.objectId, 60),
          row.accounts,
          `${Math.round(100 * row.share)} %`,
          row.shareRank.toPrecision(2),
          gap(row.medianGapMs),
          gap(row.likeGapMs),
          row.like,
          row.p.toExponential(1),
          row.q.toPrecision(2),
        ])
      const text = [
        `${count(passing.length)} of ${count(report.tested)} tested objects are closer in time than like objects; ${count(report.untested)} have no like objects`,
        ...(rows.length === 0
          ? []
          : table(['object', 'accounts', 'within window', 'rank', 'median gap', 'of like objects', 'like', 'p', 'q'], rows)),
        ...(passing.length > SHOWN ? [`… and ${count(passing.length - SHOWN)} more: --json lists all`] : []),
        ...report.notes,
      ]
      return {
        case: kase.path,
        data: { ...report, passing },
        text,
        next: [shell`lockstep network ${args[0]} windowed-cooccurrence --trace ${report.trace}`],
      }
    })
  },
}
