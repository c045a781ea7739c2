import { resolve } from 'node:path'
import type { InvestigateResult, TraceId } from '../../workflow/index.js'
import { newCase } from '../case-path.js'
import { choose } from '../choose.js'
import type { Command } from '../command.js'
import { groupFlags, importFlags, networkFlags } from '../described.js'
import { importOptions, MAP_FLAG, MEDIA_FLAG } from '../import-options.js'
import { failOnReasonAlone, keyFileOf, NAME_FLAGS } from '../name-flags.js'
import { bytes, fold, plural, visible } from '../render.js'
import { makeSample, SAMPLE_FLAG } from '../sample.js'
import { quoted, shell } from '../shell.js'
import { splitParams } from '../split-params.js'
import { guessLines, overviewHead } from '../summary.js'
import { dossierRows, windowsLine } from '../views.js'

const MOST_LINES = 25
const WIDTH = 100
const INDENT = ' '.repeat(10)
/** A line of the head takes at most this many lines. */
const MOST_FOLDED = 3

function folded(line: string): string[] {
  const lines = fold(line, WIDTH - INDENT.length, INDENT)
  return lines.length <= MOST_FOLDED ? lines : [...lines.slice(0, MOST_FOLDED - 1), `${INDENT}… all of them: lockstep overview CASE`]
}
const SAMPLE_CASE = 'harbour'

/** At most 25 lines: data, networks, groups with what stands out first, report. */
function summary(result: InvestigateResult): string[] {
  const head = [
    ...overviewHead(result.overview),
    `networks  ${result.networks.map((each) => `${each.networkId} ${plural(each.edges, 'edge')}`).join(' · ')}`,
  ]
  if (result.skipped.length > 0) head.push(`left out  ${result.skipped.join(' · ')}`)
  if (result.scan) head.push(windowsLine(result.scan))
  const top = head.flatMap(folded)
  const tail = [`report    ${visible(result.report.path, 1000)}  ${bytes(result.report.bytes)}`]
  const rows = result.dossiers.length === 0 ? ['no group passes these settings; that is a result too'] : dossierRows(result.dossiers)
  const room = MOST_LINES - top.length - tail.length - 2
  const shown = rows.slice(0, rows.length > room ? room - 1 : room)
  if (shown.length < rows.length) shown.push(`and ${plural(rows.length - shown.length, 'more group')}: lockstep dossier CASE`)
  return [...top, '', ...shown, '', ...tail]
}

export const command: Command = {
  argsMean: { FILE: 'files of posts, accounts or ready-made traces; - is stdin; when absent, the invented sample is made and used' },
  examples: ['lockstep investigate posts.csv', 'lockstep investigate posts.csv accounts.csv --case harbour --window 30s --trace link'],
  flags: [
    { name: 'case', value: 'CASE', meaning: 'the case to make or to go on with; when absent, named after the first file' },
    { name: 'output', short: 'o', value: 'FILE', meaning: 'where the report goes; when absent, exports/report.html in the case' },
    {
      name: 'trace',
      value: 'TRACE',
      offers: 'trace',
      isMany: true,
      meaning: 'build networks from these traces only; when absent, from every trace that the data hold',
    },
    {
      name: 'method',
      value: 'METHOD',
      offers: 'network-method',
      default: 'windowed-cooccurrence',
      meaning: 'network method: lockstep methods',
    },
    { name: 'group-method', value: 'METHOD', offers: 'group-method', default: 'leiden', meaning: 'group method: lockstep methods' },
    MAP_FLAG,
    MEDIA_FLAG,
    SAMPLE_FLAG,
    ...NAME_FLAGS,
  ],
  described: async () => [...(await importFlags()), ...(await networkFlags()), ...(await groupFlags())],
  async run(call) {
    const workflow = await import('../../workflow/index.js')
    const { GROUP_METHODS, IMPORT_PARAMS, INVESTIGATE_DEFAULTS, NETWORK_METHODS, TRACES } = workflow
    const method = await choose('method', call.flag('method') ?? INVESTIGATE_DEFAULTS.method, NETWORK_METHODS, 'lockstep methods')
    const groupMethod = await choose(
      'method',
      call.flag('group-method') ?? INVESTIGATE_DEFAULTS.groupMethod,
      GROUP_METHODS,
      'lockstep methods',
    )
    const owners = { import: IMPORT_PARAMS, network: method.params, group: groupMethod.params }
    const given = await splitParams(call.params, owners, 'lockstep investigate --help')
    const traces: TraceId[] = []
    for (const trace of call.all('trace')) traces.push((await choose('trace', trace, TRACES, 'docs/traces.md')).id)
    const isSample = call.args.length === 0
    if (!isSample && call.has('posts'))
      workflow.fail({
        code: 'usage/bad-flag',
        what: '--posts is of the invented sample, and a file is given',
        where: { column: '--posts', value: call.flag('posts') },
        fix: 'leave out --posts, or the files',
        unchanged: 'nothing was done',
      })
    await failOnReasonAlone(call)
    const named = call.flag('case') ?? (isSample ? SAMPLE_CASE : undefined)
    const casePath = newCase(named ?? workflow.casePathFor(call.args[0] as string))
    const sample = isSample ? await makeSample(call, casePath, casePath) : undefined
    if (sample) call.say(`the invented sample: ${sample.folder}`)
    const output = call.flag('output')
    const result = await workflow.investigate(call.world, sample ? sample.imports : call.args, {
      import: await importOptions(call, given.import),
      imported: (imports) => {
        if (!call.isJson) for (const line of guessLines(imports)) call.say(line)
      },
      media: call.all('media'),
      casePath,
      reportPath: output === undefined ? undefined : resolve(output),
      traces: traces.length === 0 ? undefined : traces,
      method: method.id,
      methodParams: given.network,
      groupMethod: groupMethod.id,
      groupParams: given.group,
      seed: call.seed,
      reveal: call.has('reveal') ? (call.flag('reason') ?? '') : undefined,
      keyFile: await keyFileOf(call),
    })
    const name = named ?? result.casePath
    const first = result.dossiers.find((each) => each.standing === 'stands-out') ?? result.dossiers[0]
    return {
      case: result.casePath,
      data: {
        ...result,
        dossiers: result.dossiers.map(({ group: { members, ...group }, status, standing, summary, isFragile, explanations }) => ({
          group,
          status,
          standing,
          summary,
          isFragile,
          explanations,
        })),
        sample: sample ?? null,
      },
      text: summary(result),
      next: [
        `open ${quoted(result.report.path)} in a browser`,
        ...(first ? [shell`lockstep dossier ${name} ${first.group.groupId}`, shell`lockstep evidence ${name} ${first.group.groupId}`] : []),
        ...(sample ? [shell`lockstep evaluate ${name} ${sample.labels}`] : []),
      ],
    }
  },
}
