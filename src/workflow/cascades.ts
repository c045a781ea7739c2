import { fail, failIfCancelled, formatDuration, type Params, readParams, type TraceId } from '../model/index.js'
import { clockOf, readCascades, testCascades } from '../networks/index.js'
import { type Case, objectTable, type World } from '../store/index.js'
import { ensureTrace, TRACES } from '../traces/index.js'
import { chooseById } from './choose.js'

export interface CascadeParams {
  readonly window: number
  readonly leastLike: number
  readonly alpha: number
}

export const CASCADE_PARAMS: Params<CascadeParams> = {
  window: {
    kind: 'duration',
    default: 60,
    min: 0,
    meaning: 'how close in time a meeting is.',
    larger: 'A larger window makes larger shares.',
  },
  leastLike: {
    kind: 'integer',
    default: 20,
    min: 4,
    meaning: 'objects with about as many accounts below which there is no measure.',
    larger: 'A larger number leaves more objects untested, and gives a surer measure.',
  },
  alpha: {
    kind: 'number',
    default: 0.05,
    min: 1e-9,
    max: 0.5,
    meaning: 'expected share of false ones among the objects that pass (Benjamini–Hochberg).',
    larger: 'A larger level lets more objects pass.',
  },
}

export interface CascadeRow {
  readonly objectId: string
  readonly accounts: number
  readonly share: number
  readonly shareRank: number
  readonly medianGapMs: number
  readonly likeGapMs: number
  readonly like: number
  readonly p: number
  readonly q: number
}

export interface CascadeReport {
  readonly trace: TraceId
  readonly params: CascadeParams
  readonly tested: number
  readonly untested: number
  /** Objects that pass, ascending by p. */
  readonly passing: readonly CascadeRow[]
  readonly notes: readonly string[]
}

/**
 * Objects whose whole audience is closer in time than those of like objects. Writes nothing but a trace that was missing.
 * @throws ProblemError `usage/unknown-trace`, `usage/bad-parameter`, `usage/window-below-clock`
 */
export async function testWholeCascades(
  world: World,
  kase: Case,
  options: { readonly trace: string; readonly params: Readonly<Record<string, unknown>> },
): Promise<CascadeReport> {
  const { id: trace } = chooseById(
    'trace',
    options.trace,
    TRACES,
    (each) => each.id,
    `the traces are: ${TRACES.map((each) => each.id).join(', ')}`,
  )
  const params = readParams(CASCADE_PARAMS, options.params, 'cascades')
  const onAbort = () => kase.db.interrupt()
  world.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const job = kase.job(world)
    await ensureTrace(job, trace)
    const cascades = await readCascades(job, trace)
    const step = clockOf(cascades)?.stepMs ?? 0
    if (params.window * 1000 < step)
      fail({
        code: 'usage/window-below-clock',
        what: `the times of these posts are whole multiples of ${formatDuration(step / 1000)}, so a window of ${formatDuration(params.window)} would pretend to know more`,
        fix: `use --window ${formatDuration(step / 1000)} or more`,
        unchanged: 'nothing was written',
      })
    const { rows, untested } = testCascades(cascades, { windowMs: params.window * 1000, leastLike: params.leastLike })
    const passed = rows.filter((row) => row.q <= params.alpha)
    const names = new Map(
      passed.length === 0
        ? []
        : (
            await job.db.rows<{ object_key: number; object_id: string }>(
              `select object_key, object_id from ${objectTable(trace)} where object_key in (${passed.map((row) => row.object).join(', ')}) order by 1`,
            )
          ).map((row) => [row.object_key, row.object_id]),
    )
    return {
      trace,
      params,
      tested: rows.length,
      untested,
      passing: passed.map(({ object, ...row }) => ({ objectId: names.get(object) as string, ...row })),
      notes: [
        ...(step > 0 ? [`times are whole multiples of ${formatDuration(step / 1000)}: gaps are known to that much only`] : []),
        ...(rows.length === 0 ? ['no object has enough like objects that differ from each other: nothing could be tested'] : []),
      ],
    }
  } catch (error) {
    failIfCancelled(world.signal)
    throw error
  } finally {
    world.signal.removeEventListener('abort', onAbort)
  }
}
