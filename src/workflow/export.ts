import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Transform, type Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { fail, ProblemError } from '../model/index.js'
import { type Material, type Namer, OUTPUTS, type Output, type OutputSubject } from '../outputs/index.js'
import type { Case, World } from '../store/index.js'
import { readDossiers } from './dossiers.js'
import { readEvidence } from './evidence.js'
import { cannotWrite } from './report.js'

export interface ExportOptions {
  readonly output: string
  readonly networkId?: string
  readonly groupId?: string
  /** One of the two: a file, written beside and renamed when whole, or a stream, which stays open. */
  readonly path?: string
  readonly sink?: Writable
  readonly namer: Namer
}

export interface Exported {
  readonly path: string | null
  readonly bytes: number
  readonly sha256: string
}

/** @throws ProblemError `usage/unknown-output`, `usage/wrong-subject` */
export function chooseOutput(id: string, subject: OutputSubject): Output {
  const unchanged = 'nothing was written'
  const output = OUTPUTS.find((other) => other.id === id)
  if (!output)
    return fail({
      code: 'usage/unknown-output',
      what: `unknown output ${JSON.stringify(id)}`,
      fix: `choose one of: ${OUTPUTS.map((o) => o.id).join(', ')}`,
      unchanged,
    })
  const kind = subject.groupId !== undefined ? 'group' : subject.networkId !== undefined ? 'network' : 'case'
  if (!output.of.includes(kind) && !(kind === 'case' && output.of.includes('network')))
    return fail({
      code: 'usage/wrong-subject',
      what: `${id} is made of a ${output.of.join(' or ')}, not of a ${kind}`,
      fix: `name a ${output.of.join(' or ')} of the case`,
      unchanged,
    })
  return output
}

/** The same case, version and names give the same bytes. */
export async function exportSubject(world: World, kase: Case, options: ExportOptions): Promise<Exported> {
  const subject: OutputSubject = { networkId: options.networkId, groupId: options.groupId }
  const output = chooseOutput(options.output, subject)
  const path = options.path === undefined ? null : resolve(options.path)
  const mark = randomBytes(4).toString('hex')
  const beside = path === null ? null : `${path}.${mark}.part`
  const { namer } = options
  const params = {
    output: output.id,
    ...(subject.networkId === undefined ? {} : { network: subject.networkId }),
    ...(subject.groupId === undefined ? {} : { group: subject.groupId }),
    names: namer.isRevealed ? 'handles' : 'short',
    ...(namer.isRevealed ? { reason: namer.reason } : { keyId: namer.keyId }),
  }
  const material: Material = {
    name: namer,
    dossiers: () => readDossiers(kase),
    evidence: (query) => readEvidence(world, kase, query),
    scratch: join(kase.path, 'exports', `.${mark}.part`),
  }
  try {
    return await kase.step(world, { verb: 'export', params, inputs: [] }, 0, async (job) => {
      if (path !== null) mkdirSync(dirname(path), { recursive: true })
      const target = beside === null ? (options.sink as Writable) : createWriteStream(beside)
      const meter = createMeter()
      const copied = finished(meter.stream, { signal: world.signal })
      meter.stream.pipe(target, { end: beside !== null })
      const closed = beside === null ? Promise.resolve() : finished(target)
      await Promise.all([output.write(job, subject, material, meter.stream).then(() => meter.stream.end()), copied, closed])
      if (beside !== null && path !== null) renameSync(beside, path)
      const { bytes, sha256 } = meter.read()
      return { result: { path, bytes, sha256 }, done: { counts: { bytes }, resultHash: sha256 } }
    })
  } catch (error) {
    if (beside !== null) rmSync(beside, { force: true })
    const code = (error as NodeJS.ErrnoException).code
    if (path !== null && !(error instanceof ProblemError) && /^E[A-Z]+$/.test(code ?? '')) return fail(cannotWrite(path, error), error)
    throw error
  }
}

function createMeter() {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = new Transform({
    transform(block: Buffer, _, done) {
      hash.update(block)
      bytes += block.length
      done(null, block)
    },
  })
  return { stream, read: () => ({ bytes, sha256: hash.digest('hex') }) }
}
