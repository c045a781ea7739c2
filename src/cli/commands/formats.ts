import { formatCard, plainCard } from '../cards.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { table } from '../render.js'

export const command: Command = {
  argsMean: { ID: 'a format; its columns are printed' },
  argsOffer: { ID: 'format' },
  examples: ['lockstep formats', 'lockstep formats --json'],
  notes: [
    'Any other file of rows (CSV, TSV, NDJSON, JSON array, Parquet; also gzip, zstd, zip) is read by guessing its columns; lockstep inspect FILE shows the guess.',
  ],
  async run({ args }) {
    const { SOURCES } = await import('../../workflow/index.js')
    if (args[0] !== undefined) {
      const format = await choose('format', args[0], SOURCES, 'lockstep formats')
      return { data: format, text: plainCard(formatCard(format)) }
    }
    return {
      data: SOURCES.map(({ id, title, recordKind }) => ({ id, title, recordKind })),
      text: table(
        ['format', 'rows are', 'title'],
        SOURCES.map((format) => [format.id, format.recordKind ?? 'any', format.title]),
      ),
    }
  },
}
