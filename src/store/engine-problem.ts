/** Failures of DuckDB and of the file system, turned into problems that say what to do. */
import { CUT_OFF, type Problem, ProblemError } from '../model/index.js'

interface Rule {
  readonly code: string
  /** Of what DuckDB says, without what it quotes. */
  readonly matches: RegExp
  readonly errno?: readonly string[]
  readonly what: string
  readonly fix: string
}

const RULES: readonly Rule[] = [
  {
    code: 'case/disk-full',
    matches: /no space left|disk full|disk quota exceeded|file too large|failed to offload|could not (allocate|grow) .*disk/i,
    errno: ['ENOSPC', 'EDQUOT', 'EFBIG'],
    what: 'there is no room left on the disk that holds the case',
    fix: 'make room there, or move the case folder to a larger disk, then run the command again',
  },
  {
    code: 'case/read-only',
    matches: /read-only file system|permission denied|attached in read-only mode|operation not permitted/i,
    errno: ['EROFS', 'EACCES', 'EPERM'],
    what: 'the case folder cannot be written to',
    fix: 'give yourself the right to write there, or copy the case folder to a place where you have it',
  },
  {
    code: 'case/out-of-memory',
    matches: /^Out of Memory Error|std::bad_alloc|failed to allocate|malloc_failed/i,
    errno: ['ENOMEM'],
    what: 'there is not enough memory for this step',
    fix: 'close other programs, take a shorter window or a larger --min-weight, or use a machine with more memory',
  },
  {
    code: 'case/damaged',
    matches:
      /^(INTERNAL|Serialization) Error|corrupt|checksum .* does not match|not a valid duckdb database|failure while replaying wal|WAL file.*(invalid|mismatch)|serialization error|failed to deserialize|failed to read|could not read enough bytes|database has been invalidated/i,
    what: 'the store of the case, case.duckdb, is damaged',
    fix: 'rebuild it from the originals and the ledger: lockstep replay CASE NEW, or take a copy that "lockstep verify" passes',
  },
]

/** Kinds of error that are about a statement or a value and repeat it, so that words in a post could look like a failure of the store. */
const ABOUT_VALUES =
  /^(Conversion|Invalid Input|Out of Range|Parser|Binder|Catalog|Constraint|Mismatch Type|Invalid Type|Not implemented) Error/
const READ_ONLY = /^Invalid Input Error: Cannot execute statement of type "\w+" on database ".*" which is attached in read-only mode!$/

/** The first line without quoted names and values; after a fatal error, what was said at first. */
function saidBy(message: string): string {
  const [line = '', ...more] = message.split('\n')
  if (READ_ONLY.test(line)) return 'attached in read-only mode'
  if (ABOUT_VALUES.test(line)) return ''
  const before = line.includes('database has been invalidated') ? more.find((each) => each.startsWith('Original error: ')) : undefined
  const said = before === undefined ? line : before.slice('Original error: '.length).replace(/^"|"$/g, '')
  return said.replace(/"[^"]*"|'[^']*'/g, '')
}

/** The problem behind an error of DuckDB or of `node:fs`, or null when it is something else. */
export function engineProblem(error: unknown, file: string, unchanged = CUT_OFF): Problem | null {
  if (!(error instanceof Error)) return null
  const errno = (error as NodeJS.ErrnoException).code
  const said = saidBy(error.message)
  const value = error.message.split('\n')[0]?.slice(0, 300) ?? ''
  for (const rule of RULES) {
    if (!(errno !== undefined ? rule.errno?.includes(errno) : rule.matches.test(said))) continue
    return { code: rule.code, what: rule.what, where: { file, value }, fix: rule.fix, unchanged }
  }
  return null
}

/** Throws the problem that it can name, otherwise the error as it came. */
export function rethrow(error: unknown, file: string, unchanged?: string): never {
  if (error instanceof ProblemError) throw error
  const problem = engineProblem(error, file, unchanged)
  throw problem === null ? error : new ProblemError(problem, { cause: error })
}
