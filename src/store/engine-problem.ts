/** Failures of DuckDB and of the file system, turned into problems that say what to do. */
import { type Problem, ProblemError } from '../model/index.js'

const UNCHANGED = 'the case is as it was before the command'

interface Rule {
  readonly code: string
  /** Of the message of DuckDB. */
  readonly matches: RegExp
  readonly errno?: readonly string[]
  readonly what: string
  readonly fix: string
}

const RULES: readonly Rule[] = [
  {
    code: 'case/disk-full',
    matches:
      /no space left|disk full|disk quota exceeded|file too large|max_temp_directory_size|could not (allocate|grow).*disk|failed to offload|ENOSPC|EFBIG/i,
    errno: ['ENOSPC', 'EDQUOT', 'EFBIG'],
    what: 'there is no room left on the disk that holds the case',
    fix: 'make room there, or move the case folder to a larger disk, then run the command again',
  },
  {
    code: 'case/read-only',
    matches: /read-only file system|permission denied|read-only mode|EROFS|EACCES|operation not permitted/i,
    errno: ['EROFS', 'EACCES', 'EPERM'],
    what: 'the case folder cannot be written to',
    fix: 'give yourself the right to write there, or copy the case folder to a place where you have it',
  },
  {
    code: 'case/out-of-memory',
    matches: /out of memory|std::bad_alloc|failed to allocate/i,
    what: 'there is not enough memory for this step',
    fix: 'close other programs, take a shorter window or a larger --min-weight, or use a machine with more memory',
  },
  {
    code: 'case/damaged',
    matches:
      /corrupt|checksum .* does not match|computed checksum|not a valid duckdb database|failure while replaying wal|WAL file.*(invalid|mismatch)|serialization error|failed to deserialize|INTERNAL Error|failed to read|could not read enough bytes|database has been invalidated|malloc_failed/i,
    what: 'the store of the case, case.duckdb, is damaged',
    fix: 'rebuild it from the originals and the ledger: lockstep replay CASE NEW, or take a copy that "lockstep verify" passes',
  },
]

/** The problem behind an error of DuckDB or of `node:fs`, or null when it is something else. */
export function engineProblem(error: unknown, file: string, unchanged = UNCHANGED): Problem | null {
  if (!(error instanceof Error)) return null
  const errno = (error as NodeJS.ErrnoException).code
  const message = error.message.split('\n')[0]?.slice(0, 300) ?? ''
  for (const rule of RULES) {
    if (!(errno !== undefined ? rule.errno?.includes(errno) : rule.matches.test(error.message))) continue
    return { code: rule.code, what: rule.what, where: { file, value: message }, fix: rule.fix, unchanged }
  }
  return null
}

/** Throws the problem that it can name, otherwise the error as it came. */
export function rethrow(error: unknown, file: string, unchanged?: string): never {
  if (error instanceof ProblemError) throw error
  const problem = engineProblem(error, file, unchanged)
  throw problem === null ? error : new ProblemError(problem, { cause: error })
}
