import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { gatherMedia, openMedia } from '../findings/index.js'
import { fail, ProblemError } from '../model/index.js'
import { type Material, type Namer, OUTPUTS, type Output, type OutputSubject } from '../outputs/index.js'
import type { Case, Job, World } from '../store/index.js'
import { readDossiers } from './dossiers.js'
import { readEvidence } from './evidence.js'
import { cannotWrite, putWhole, writingStep } from './put-whole.js'
import { readTexts } from './texts.js'

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
      fix: output.of.includes('case') ? 'name the case alone' : `name a ${output.of.join(' or ')} of the case`,
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
    texts: () => readTexts(kase),
    media: async () => {
      const job = kase.job(world)
      const opened = await openMedia(job)
      return opened && (await gatherMedia(job, opened, { clusters: Number.POSITIVE_INFINITY, copies: Number.POSITIVE_INFINITY }))
    },
    evidence: (query) => readEvidence(world, kase, query),
    // a case that cannot be written gets none of our files
    scratch: kase.isWritable ? join(kase.path, 'exports', `.${mark}.part`) : join(tmpdir(), `lockstep-${mark}.part`),
  }
  const write = async (job: Job, beside?: string) => {
    const meter = createMeter()
    try {
      const target = beside === undefined ? (options.sink as Writable) : createWriteStream(beside, { flush: true })
      const copied = pipeline(meter.stream, target, { signal: world.signal, end: beside !== undefined })
      // Whichever fails stops the other, and both are over before this is: no query is left behind in the store.
      const stop = new AbortController()
      copied.catch(() => stop.abort())
      const writing = { ...job, signal: AbortSignal.any([job.signal, stop.signal]) }
      await output.write(writing, subject, material, meter.stream).then(
        () => meter.stream.end(),
        (error) => meter.stream.destroy(error),
      )
      await copied
    } catch (error) {
      nameFailure(error, path)
    }
    const { bytes, sha256 } = meter.read()
    return { result: { path, bytes, sha256 }, done: { counts: { bytes }, resultHash: sha256 } }
  }
  const asked = { verb: 'export', params }
  return path === null ? writingStep(world, kase, asked, (job) => write(job)) : putWhole(world, kase, path, asked, write)
}

/** A place that cannot take the file is a problem of that place, not of the case. */
function nameFailure(error: unknown, path: string | null): never {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const isPlace = !(error instanceof ProblemError) && /^E[A-Z]+$/.test(code) && (path !== null || code === 'ENOSPC')
  if (isPlace) fail(cannotWrite(path ?? 'the output', error), error)
  throw error
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
