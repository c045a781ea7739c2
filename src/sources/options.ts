import type { Params, RecordKind } from '../model/index.js'

/** Flags of `inspect` and `import`, described once. `map` is given apart: it may be repeated. */
export interface ImportFlags {
  format: string | null
  recordKind: RecordKind | null
  platform: string | null
  delimiter: string | null
  quote: 'double' | 'none'
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | null
  timeFormat: string | null
  timeZone: string | null
  maxRejects: string
  isPseudonymised: boolean
}

export const IMPORT_PARAMS: Params<ImportFlags> = {
  format: {
    kind: 'text',
    default: null,
    meaning: 'Named format of the file; without it the columns decide.',
    larger: 'A named format fixes the mapping; --map still overrides it.',
  },
  recordKind: {
    kind: 'choice',
    choices: ['posts', 'accounts', 'traces', 'followers'],
    default: null,
    meaning: 'What one row is; without it the columns decide.',
    larger:
      'With traces one row is one act on one object, and repeated content ids are kept; with followers it is one follower of one account.',
  },
  platform: {
    kind: 'text',
    default: null,
    meaning: 'Platform of rows that do not name one, in lower case.',
    larger: 'Rows of different platforms are never one account or one post.',
  },
  delimiter: {
    kind: 'text',
    default: null,
    meaning: 'Character between the columns (tab may be written \\t); without it, it is found from the first rows.',
    larger: 'A wrong one makes the whole row one column.',
  },
  quote: {
    kind: 'choice',
    choices: ['double', 'none'],
    default: 'double',
    meaning: 'Whether a double quote at the start of a cell opens a cell that may hold delimiters and line breaks.',
    larger: 'With none a quote is a letter like any other, as in TSV written without quoting.',
  },
  encoding: {
    kind: 'choice',
    choices: ['utf-8', 'utf-16le', 'utf-16be', 'latin-1'],
    default: null,
    meaning:
      'Encoding of the text (latin-1 with the signs of Windows-1252); without it the byte order mark and the bytes decide, and anything but UTF-8 is said aloud.',
    larger: 'A wrong one spoils every letter beyond ASCII.',
  },
  timeFormat: {
    kind: 'text',
    default: null,
    meaning: 'How times are written: iso, unix-s, unix-ms, unix-us, twitter, or a pattern such as %d/%m/%Y %H:%M.',
    larger: 'Values that do not fit it are rejected.',
  },
  timeZone: {
    kind: 'text',
    default: null,
    meaning: 'Zone of times that name none, such as Europe/Berlin; without it UTC is taken and said.',
    larger: 'Another zone shifts every such time.',
  },
  maxRejects: {
    kind: 'text',
    default: '1%',
    unit: 'rows or % of rows',
    meaning: 'Most rows that may be rejected; over it nothing is imported.',
    larger: 'More broken rows are left out before the import is refused.',
  },
  isPseudonymised: {
    kind: 'boolean',
    default: false,
    meaning:
      'Replace ids, handles, mentions and addresses of accounts by keyed pseudonyms before they reach the store, leave out titles of links, and keep no original.',
    larger: 'True: handles can never be shown, and replay needs the original from you.',
  },
}
