import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeTexts, FAMILY_TRACE } from '../findings/index.js'
import { type CaseTexts, fail, type Params, readParams, type TextFamily } from '../model/index.js'
import { familiesPicture, familyPicture, type Namer, specFile } from '../outputs/index.js'
import { type Case, hashRows, type World } from '../store/index.js'
import { ensureTrace, languageMeasure, tracesInData } from '../traces/index.js'
import { chooseById } from './choose.js'
import { type Embedder, openEmbedder } from './embedding.js'
import { putPicture } from './put-picture.js'

export interface TextParams {
  readonly families: number
  readonly leastAccounts: number
  readonly window: number
  readonly leastLike: number
  readonly alpha: number
  readonly leastCosine: number
  readonly quotesUpTo: number
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
  leastCosine: {
    kind: 'number',
    default: 0.8,
    min: 0,
    max: 1,
    meaning: 'cosine of two families in different languages from which they are shown as one text, when an embedding model is given.',
    larger: 'A larger cosine shows fewer pairs, more surely the same; what a cosine means differs from model to model.',
  },
  quotesUpTo: {
    kind: 'integer',
    default: 200_000,
    min: 0,
    meaning: 'posts up to which all texts are searched for longer ones that quote a family; 0 searches none.',
    larger: 'A larger number searches larger data, which takes as long as finding the families.',
  },
}

export interface TextOptions {
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  /** A model that puts texts of several languages side by side; its name and hash go into the ledger, its path does not. */
  readonly embedder?: Embedder
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
  const { embedder } = options
  const model = embedder ? { name: embedder.name, sha256: embedder.sha256 } : null
  return kase.step(world, { verb: 'texts', params: { params, ...(model ? { model } : {}) }, inputs: [] }, options.seed, async (job) => {
    await ensureTrace(job, FAMILY_TRACE)
    const { window, ...settings } = params
    const described = await describeTexts(job, { ...settings, windowMs: window * 1000 }, languageMeasure, embedder?.embed ?? null)
    const result: CaseTexts = { params: { ...params }, seed: options.seed, model, ...described }
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

/** Does a step of the ledger again; a model is looked for by name in the folder where the program runs. @throws ProblemError `usage/model-needed` */
export async function findTextsAgain(
  world: World,
  kase: Case,
  {
    params,
    model,
    seed,
  }: { readonly params: Readonly<Record<string, unknown>>; readonly model?: CaseTexts['model']; readonly seed: number },
): Promise<CaseTexts> {
  if (!model) return findTexts(world, kase, { params, seed })
  const embedder = existsSync(model.name) ? await openEmbedder(model.name) : null
  if (embedder?.sha256 !== model.sha256)
    fail({
      code: 'usage/model-needed',
      what: `the texts were described with the embedding model ${model.name} (SHA-256 ${model.sha256.slice(0, 12)}…), which ${embedder === null ? 'is not here' : 'is another file here'}`,
      where: { file: resolve(model.name) },
      fix: 'put that file and its tokenizer.json into the folder where you run this',
      unchanged: 'the families were not described again',
    })
  return findTexts(world, kase, { params, seed, embedder })
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
