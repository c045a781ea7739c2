import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Call, Outcome } from './command.js'
import { COMMANDS, type Entry } from './commands/index.js'
import { failureOf, jsonFailure, showFailure } from './errors.js'
import { flush } from './exit.js'
import { type Flag, type FlagValues, GLOBAL_FLAGS, givenParams, parseFlags, verbIndex } from './flags.js'
import { bareArg, commandHelp, topHelp, usageOf } from './help.js'
import { type CommandPage, pageOf } from './page.js'
import { createProgress, type Progress } from './progress.js'
import { toJson, useColour, visible } from './render.js'

/** The version that package.json states; it stands above both src/cli and dist/src/cli. */
export function version(): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder))
    try {
      const body = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { name?: string; version: string }
      if (body.name === 'lockstep') return body.version
    } catch {
      if (folder.pathname === '/' || new URL('../', folder).pathname === folder.pathname) return 'unknown'
    }
}

async function usage(what: string, fix: string, code = 'usage/bad-command'): Promise<never> {
  const { fail } = await import('../model/index.js')
  return fail({ code, what, fix, unchanged: 'nothing was done' })
}

async function checkArgs(entry: Entry, args: readonly string[]): Promise<void> {
  const needed = entry.args.filter((arg) => !arg.startsWith('['))
  const takesMany = entry.args.some((arg) => arg.includes('…'))
  if (args.length < needed.length)
    await usage(
      `${entry.verb} needs ${needed.slice(args.length).map(bareArg).join(' and ')}`,
      `write: ${usageOf(entry)}`,
      'usage/missing-argument',
    )
  if (!takesMany && args.length > entry.args.length)
    await usage(`${entry.verb} does not take "${args[entry.args.length]}"`, `write: ${usageOf(entry)}`, 'usage/too-many-arguments')
}

async function seedOf(values: FlagValues): Promise<number> {
  const text = values.get('seed')?.at(-1)
  const seed = text === undefined ? Number(GLOBAL_FLAGS.find((flag) => flag.name === 'seed')?.default) : Number(text)
  if (!Number.isInteger(seed) || seed < 0 || seed > 4_294_967_295 || text === '')
    await usage(`'${String(text)}' is no seed`, 'give a whole number from 0 to 4294967295: --seed 7', 'usage/bad-seed')
  return seed
}

interface Asked {
  readonly entry: Entry
  readonly page: CommandPage
  readonly args: readonly string[]
  readonly values: FlagValues
  readonly described: readonly Flag[]
}

async function readCommand(argv: readonly string[], at: number): Promise<Asked> {
  const verb = argv[at] as string
  const entry = COMMANDS.find((each) => each.verb === verb)
  if (!entry) {
    const { didYouMean } = await import('../model/index.js')
    const known = COMMANDS.map((each) => each.verb)
    return usage(`unknown command '${visible(verb)}'.${didYouMean(verb, known)}`, 'see the list: lockstep --help', 'usage/unknown-command')
  }
  const page = await pageOf(entry)
  const rest = argv.filter((_, i) => i !== at)
  const described = page.described.flatMap((set) => set.flags)
  const { args, values } = await parseFlags(rest, [...GLOBAL_FLAGS, ...(page.flags ?? []), ...described], `lockstep ${verb} --help`)
  return { entry, page, args, values, described }
}

function onInterrupt(controller: AbortController, say: (line: string) => void): () => void {
  const listener = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    say('stopping; the step that runs is undone. Once more to stop at once.')
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}

async function ask(question: string, progress: Progress): Promise<void> {
  progress.clear()
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    await usage(`${question} Without a terminal nothing asks.`, 'give --yes to go ahead', 'usage/not-confirmed')
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await prompt.question(`${question} [y/N] `)
  prompt.close()
  if (!/^y(es)?$/i.test(answer.trim())) await usage('you answered no', 'run the command again when you want it', 'usage/not-confirmed')
}

async function perform(asked: Asked, isQuiet: boolean, isJson: boolean): Promise<{ outcome: Outcome; warnings: string[] }> {
  const { entry, args, values } = asked
  await checkArgs(entry, args)
  const { command } = await entry.load()
  const seed = await seedOf(values)
  const progress = createProgress(process.stderr, { isQuiet, isVerbose: values.has('verbose'), clock: () => performance.now() })
  const say = (line: string) => {
    progress.clear()
    process.stderr.write(`${line}\n`)
  }
  const controller = new AbortController()
  const stopListening = onInterrupt(controller, say)
  const warnings: string[] = []
  const given = (name: string) => (values.get(name) ?? []).filter((value) => typeof value === 'string')
  const call: Call = {
    args,
    flag: (name) => given(name).at(-1),
    all: given,
    has: (name) => values.get(name)?.at(-1) === true || given(name).length > 0,
    params: givenParams(asked.described, values),
    isJson,
    seed,
    world: {
      signal: controller.signal,
      note: progress.note,
      warn: (message) => {
        if (warnings.includes(message)) return
        warnings.push(message)
        if (!isQuiet && !isJson) say(`warning: ${visible(message, 1000)}`)
      },
      now: () => new Date().toISOString(),
    },
    confirm: async (question) => {
      if (!values.has('yes')) await ask(question, progress)
    },
    say: (line) => {
      if (!isQuiet) say(line)
    },
  }
  try {
    return { outcome: await command.run(call), warnings }
  } finally {
    progress.end()
    stopListening()
  }
}

function print(verb: string, outcome: Outcome, warnings: readonly string[], isJson: boolean, isQuiet: boolean): void {
  if (isJson) {
    const data = outcome.rows === undefined ? outcome.data : { ...(outcome.data as object), rows: outcome.rows.length }
    process.stdout.write(`${toJson({ ok: true, command: verb, case: outcome.case ?? null, data, warnings })}\n`)
    for (const row of outcome.rows ?? []) process.stdout.write(`${toJson(row)}\n`)
    return
  }
  if (outcome.text.length > 0) process.stdout.write(`${outcome.text.join('\n')}\n`)
  if (!isQuiet && outcome.next && outcome.next.length > 0)
    process.stderr.write(`${outcome.next.map((line) => `Next: ${line}`).join('\n')}\n`)
}

/** Runs one command line; the answer is the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const has = (name: string) => argv.includes(name)
  const isJson = has('--json')
  useColour(process.stdout.isTTY === true && process.stderr.isTTY === true && !has('--no-color') && !process.env.NO_COLOR)
  let verb: string | null = null
  try {
    const at = verbIndex(argv)
    if (at === -1) {
      await parseFlags(argv, GLOBAL_FLAGS, 'lockstep --help')
      if (has('--version')) process.stdout.write(`${version()}\n`)
      else process[argv.length === 0 ? 'stderr' : 'stdout'].write(topHelp(version()))
      await flush(process.stdout)
      return argv.length === 0 ? 2 : 0
    }
    verb = argv[at] as string
    const asked = await readCommand(argv, at)
    if (asked.values.has('version')) process.stdout.write(`${version()}\n`)
    else if (asked.values.has('help')) process.stdout.write(commandHelp(asked.entry, asked.page))
    else {
      const isQuiet = asked.values.has('quiet')
      const { outcome, warnings } = await perform(asked, isQuiet, isJson)
      print(verb, outcome, warnings, isJson, isQuiet)
      await Promise.all([flush(process.stdout), flush(process.stderr)])
      return outcome.exit ?? 0
    }
    await flush(process.stdout)
    return 0
  } catch (error) {
    const failure = await failureOf(error)
    if (isJson) process.stdout.write(`${toJson(jsonFailure(failure, verb, has('--debug')))}\n`)
    else process.stderr.write(showFailure(failure, has('--debug')))
    await Promise.all([flush(process.stdout), flush(process.stderr)])
    return failure.exit
  }
}
