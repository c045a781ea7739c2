import { describeTexts, FAMILY_TRACE } from '../findings/index.js'
import { type CaseTexts, fail, type Params, readParams, type TextFamily } from '../model/index.js'
import { familiesPicture, familyPicture, type Namer, specFile } from '../outputs/index.js'
import { type Case, hashRows, type World } from '../store/index.js'
import { ensureTrace, languageMeasure, tracesInData } from '../traces/index.js'
import { chooseById } from './choose.js'
import { putPicture } from './put-picture.js'

export interface TextParams {
  readonly families: number
  readonly leastAccounts: number
  readonly window: number
  readonly leastLike: number
  readonly alpha: number
}

export const TEXT_PARAMS: Params<TextParams> = {
  families: {
    kind: 'integer',
    default: 50,
    min: 1,
    max: 1000,
    meaning:
      'families that are described, those with most accounts first; the three that most members of a group share are added for each group.',
    larger: 'A larger number describes smaller families too, and takes longer.',
  },
  leastAccounts: {
    kind: 'integer',
    default: 2,
    min: 1,
    meaning: 'accounts that a family needs to be looked at.',
    larger: 'A larger number leaves the small families out; 1 takes in accounts that repeat themselves.',
  },
  window: {
    kind: 'duration',
    default: 60,
    min: 0,
    meaning: 'how close in time a meeting is, when a family is compared with like families.',
    larger: 'A larger window makes larger shares.',
  },
  leastLike: {
    kind: 'integer',
    default: 20,
    min: 4,
    meaning: 'families with about as many accounts below which there is no comparison in time.',
    larger: 'A larger number leaves more families uncompared, and gives a surer measure.',
  },
  alpha: {
    kind: 'number',
    default: 0.05,
    min: 1e-9,
    max: 0.5,
    meaning: 'false discovery rate at which a family passes in time, and at which two families are shown as one text in two languages.',
    larger: 'A larger level lets more pass, more of them by chance.',
  },
}

export interface TextOptions {
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
}

/**
 * Describes the families of near-same texts of the case, in place of what was described before.
 * @throws ProblemError `usage/bad-parameter`, `usage/no-texts`
 */
export async function findTexts(world: World, kase: Case, options: TextOptions): Promise<CaseTexts> {
  const params = readParams(TEXT_PARAMS, options.params, 'texts')
  if (!(await tracesInData(kase.db)).has(FAMILY_TRACE))
    fail({
      code: 'usage/no-texts',
      what: 'the data hold no texts',
      fix: 'import a file with a column of texts, named with --map column=text if need be',
      unchanged: 'nothing was written',
    })
  return kase.step(world, { verb: 'texts', params: { params }, inputs: [] }, options.seed, async (job) => {
    await ensureTrace(job, FAMILY_TRACE)
    const { window, ...settings } = params
    const described = await describeTexts(job, { ...settings, windowMs: window * 1000 }, languageMeasure)
    const result: CaseTexts = { params: { ...params }, seed: options.seed, model: null, ...described }
    await job.db.run('delete from texts')
    await job.db.run('insert into texts values ($1)', [JSON.stringify(result)])
    const resultHash = await hashRows(job.db, 'select body from texts order by body')
    const counts = {
      families: result.families.length,
      counting: result.families.filter((each) => each.counts).length,
      links: result.links.length,
    }
    return { result, done: { counts, resultHash } }
  })
}

/** Null when they were not described. */
export async function readTexts(kase: Case): Promise<CaseTexts | null> {
  const [row] = await kase.db.rows<{ body: string }>('select body from texts order by body')
  return row ? (JSON.parse(row.body) as CaseTexts) : null
}

/** @throws ProblemError `usage/unknown-family` */
export function chooseFamily({ families }: CaseTexts, id: string): TextFamily {
  return chooseById('family', id, families, (each) => each.familyId, 'see which there are: lockstep texts CASE')
}

const MOST_DRAWN = 40

/** One family: its template and spread; without one, all of them over time. SVG. @throws ProblemError `usage/cannot-write` */
export function writeTextsPicture({ families }: CaseTexts, family: TextFamily | null, path: string, name: Namer): string {
  return putPicture(
    path,
    specFile(family === null ? familiesPicture(families.slice(0, MOST_DRAWN), name) : familyPicture(family, name), name),
  )
}
