/** The command line from outside: exit codes, one JSON shape, four-part errors, pipes, colours, Ctrl-C, completion. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/cli/commands/index.js'
import { EXIT_CODES } from '../src/cli/exit.js'
import { bareArg } from '../src/cli/help.js'
import { type CommandPage, makePages } from '../src/cli/page.js'
import { openCase } from '../src/store/index.js'
import { root } from './files.js'
import { emptyFolder, envelope, lockstep, MAIN, type Ran, start } from './lockstep.js'

const POSTS = [
  'post_id,account_id,posted_at,text,repost_of',
  '1,anna,2026-03-02T09:00:00Z,the harbour is ours,',
  '2,ben,2026-03-02T09:00:05Z,,1',
  '3,cleo,2026-03-02T09:00:09Z,,1',
  '4,dora,2026-03-02T10:00:00Z,the cranes are late,',
  '5,ben,2026-03-02T10:00:03Z,,4',
  '6,cleo,2026-03-02T10:00:08Z,,4',
  '',
].join('\n')

/** A folder with `harbour.lockstep`, three accounts, two of which repost the same two posts within seconds. */
function harbour(): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'posts.csv'), POSTS)
  expect(lockstep(folder, ['init', 'harbour']).code).toBe(0)
  expect(lockstep(folder, ['import', 'harbour', 'posts.csv']).code).toBe(0)
  return folder
}

function fourParts(ran: Ran, exit: number, code: string): void {
  expect(ran.code, ran.err).toBe(exit)
  expect(ran.out).toBe('')
  expect(ran.err).toMatch(/^lockstep: .+\n( {2}where: .+\n)? {2}fix: .+\n {2}unchanged: .+ \(.+, exit \d+\)\n$/)
  expect(ran.err).toContain(`(${code}, exit ${exit})`)
  expect(ran.err).not.toMatch(/\n\s+at /)
}

/** Every file of a folder with its hash; the lock file is left out. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.includes('lock.'),
  )
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  )
}

test('help and version: on stdout, examples first, every command named', () => {
  const folder = emptyFolder()
  const help = lockstep(folder, ['--help'])
  expect(help.code).toBe(0)
  expect(help.err).toBe('')
  expect(help.out.split('\n').slice(0, 2)).toEqual(['  lockstep investigate posts.csv', '  lockstep demo harbour'])
  for (const { verb } of COMMANDS) expect(help.out).toContain(`\n  ${verb}`)
  for (const code of Object.keys(EXIT_CODES)) expect(help.out).toContain(`\n  ${code} `)
  expect(lockstep(folder, ['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(lockstep(folder, []).code).toBe(2)
})

test('what is loaded at start-up is of src/cli alone: help waits for no store and no schema library', () => {
  const seen = new Set<string>()
  const walk = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, target] of readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export)(?! type)(?:[^'\n]* from)? '([^']+)'/gm))
      if (target?.startsWith('.')) walk(join(file, '..', target.replace(/\.js$/, '.ts')))
      else expect(target).toMatch(/^node:/)
  }
  walk('src/cli/main.ts')
  expect([...seen].filter((file) => !file.startsWith('src/cli/'))).toEqual([])
  expect([...seen].filter((file) => /commands\/(?!index)/.test(file))).toEqual([])
})

test('help of each command begins with two examples and names its arguments', () => {
  const folder = emptyFolder()
  for (const { verb, args } of COMMANDS.filter((each) => ['network', 'import', 'evidence', 'completion'].includes(each.verb))) {
    const help = lockstep(folder, [verb, '--help'])
    expect(help.code, verb).toBe(0)
    expect(
      help.out
        .split('\n')
        .slice(0, 2)
        .every((line) => line.includes('lockstep ')),
      verb,
    ).toBe(true)
    for (const arg of args) expect(help.out, verb).toContain(arg)
  }
})

test('the build writes down the help of every command as its description says: two examples, each argument explained', async () => {
  const written = JSON.parse(readFileSync(join(root, 'dist/src/cli/pages.json'), 'utf8')) as Record<string, CommandPage>
  expect(written).toEqual(JSON.parse(JSON.stringify(await makePages())))
  for (const { verb, args } of COMMANDS) {
    expect(written[verb]?.examples.length, verb).toBeGreaterThanOrEqual(2)
    for (const arg of args) expect(written[verb]?.argsMean[bareArg(arg)], `${verb} ${arg}`).toMatch(/\w/)
  }
})

test('wrong usage: exit 2, four parts, the nearest word', () => {
  const folder = harbour()
  const say = (...args: string[]) => lockstep(folder, args)
  fourParts(say('netwrok'), 2, 'usage/unknown-command')
  expect(say('netwrok').err).toContain("Did you mean 'network'?")
  fourParts(say('network', 'harbour', 'window-cooccurrence', '--trace', 'repost'), 2, 'usage/unknown-method')
  expect(say('network', 'harbour', 'window-cooccurrence').err).toContain(
    "unknown method 'window-cooccurrence'. Did you mean 'windowed-cooccurrence'?",
  )
  expect(say('network', 'harbour', 'windowed-cooccurrence', '--trace', 'reposts').err).toContain("Did you mean 'repost'?")
  fourParts(say('network', 'harbour'), 2, 'usage/missing-argument')
  fourParts(say('overview', 'harbour', 'more'), 2, 'usage/too-many-arguments')
  fourParts(say('overview', 'harbour', '--seed', 'x'), 2, 'usage/bad-seed')
  fourParts(say('overview', 'harbour', '--jsn'), 2, 'usage/bad-flag')
  fourParts(say('network', 'harbour', 'windowed-cooccurrence', '--trace', 'repost', '--window', 'soon'), 2, 'usage/bad-parameter')
  expect(say('-v').err).toContain('where: -v\n')
  fourParts(say('forget', 'harbour', 'ben'), 2, 'usage/not-confirmed')
  fourParts(say('forget', 'harbour', 'nobody'), 2, 'usage/unknown-account')
  fourParts(say('import', 'harbour', 'absent.csv'), 3, 'source/unreadable')
})

test('a flag that would be ignored is refused, and nothing is left of a command that cannot begin', () => {
  const folder = harbour()
  const say = (...args: string[]) => lockstep(folder, args)
  fourParts(say('investigate', 'posts.csv', '--posts', '600'), 2, 'usage/bad-flag')
  fourParts(say('report', 'harbour', '--reason', 'court order'), 2, 'usage/bad-flag')
  fourParts(say('judge', 'harbour', 'G01'), 2, 'usage/nothing-to-judge')
  const demo = say('demo', 'bad', '--posts', 'abc')
  fourParts(demo, 2, 'usage/bad-posts')
  expect(demo.err).toContain('abc is no number of posts')
  fourParts(say('investigate', 'absent.csv'), 3, 'source/unreadable')
  fourParts(say('investigate', 'posts.csv', '--reveal'), 2, 'usage/reveal-needs-reason')
  // The case is no sample's.
  fourParts(say('investigate', '--posts', '600', '--quiet'), 2, 'usage/case-not-empty')
  const network = (...more: string[]) => say('network', 'harbour', 'windowed-cooccurrence', ...more)
  for (const name of ['', 'G01', '../../x']) fourParts(network('--trace', 'repost', '--name', name), 2, 'usage/bad-name')
  fourParts(network('--trace', 'media'), 2, 'usage/not-in-data')
  expect(readdirSync(folder).filter((name) => name.endsWith('.lockstep'))).toEqual(['harbour.lockstep'])
  expect(readFileSync(join(folder, 'harbour.lockstep', 'ledger.ndjson'), 'utf8').split('\n')).toHaveLength(2)
})

test('rejected input: exit 3 and where it is; a missing case: exit 4', () => {
  const folder = harbour()
  writeFileSync(join(folder, 'bad.csv'), POSTS.replace('2026-03-02T10:00:08Z', '31/02/2026'))
  const bad = lockstep(folder, ['import', 'harbour', 'bad.csv'])
  expect(bad.code).toBe(3)
  expect(bad.err).toContain('31/02/2026')
  expect(bad.err).toContain('line 7')
  fourParts(lockstep(folder, ['overview', 'nowhere']), 4, 'case/missing')
})

test('--json has one shape, in success and failure, and stdout holds nothing else', () => {
  const folder = harbour()
  const good = lockstep(folder, ['overview', 'harbour', '--json', '--quiet'])
  expect(good.err).toBe('')
  expect(good.out.split('\n').length).toBe(2)
  expect(Object.keys(envelope(good))).toEqual(['ok', 'command', 'case', 'data', 'warnings'])
  expect(envelope(good)).toMatchObject({
    ok: true,
    command: 'overview',
    case: join(folder, 'harbour.lockstep'),
    data: { posts: 6, accounts: 4 },
  })
  const bad = lockstep(folder, ['overview', 'nowhere', '--json'])
  expect(bad.code).toBe(4)
  expect(Object.keys(envelope(bad))).toEqual(['ok', 'command', 'error'])
  expect(Object.keys(envelope(bad).error)).toEqual(['code', 'message', 'where', 'fix', 'unchanged'])
  expect(envelope(lockstep(folder, ['netwrok', '--json'])).error.code).toBe('usage/unknown-command')
})

test('long lists with --json: the object first, then one row a line', () => {
  const folder = harbour()
  const ran = lockstep(folder, ['history', 'harbour', '--json'])
  const lines = ran.out.trimEnd().split('\n')
  expect((envelope(ran).data as { rows: number }).rows).toBe(lines.length - 1)
  expect(lines.slice(1).map((line) => JSON.parse(line).verb)).toContain('import')
})

test('a whole line from file to evidence, each step with its next step on stderr', () => {
  const folder = harbour()
  const network = lockstep(folder, [
    'network',
    'harbour',
    'windowed-cooccurrence',
    '--trace',
    'repost',
    '--window',
    '60s',
    '--name',
    'fast',
  ])
  expect(network.code, network.err).toBe(0)
  expect(network.out).toMatch(/fast +2 +1 /)
  expect(network.err).toContain('Next: lockstep groups harbour fast')
  const groups = lockstep(folder, ['groups', 'harbour', 'fast', '--min-size', '2', '--json'])
  expect(groups.code, groups.err).toBe(0)
  expect(envelope(groups).data).toMatchObject([{ groupId: 'G01', measures: { size: 2, edges: 1 } }])
  expect(lockstep(folder, ['dossier', 'harbour', 'G01']).code).toBe(0)
  const evidence = lockstep(folder, ['evidence', 'harbour', 'g01', '--json'])
  expect(envelope(evidence).data).toMatchObject({ groupId: 'G01', edges: 1, pairs: 2 })
  expect(evidence.out).not.toContain('ben')
  expect(lockstep(folder, ['verify', 'harbour']).code).toBe(0)
  const page = lockstep(folder, ['get', 'harbour', 'groups/G01'])
  expect(JSON.parse(page.out).group.groupId).toBe('G01')
  const again = lockstep(folder, ['replay', 'harbour', 'again', '--json'])
  expect(envelope(again).data).toMatchObject({ isSame: true })
  const graph = lockstep(folder, ['export', 'harbour', 'fast', '--as', 'graphml'])
  expect(graph.out).toMatch(/^<\?xml/)
  expect(graph.out).not.toContain('cleo')
})

test('handles are shown only with a reason, and that is in the history', () => {
  const folder = harbour()
  lockstep(folder, ['network', 'harbour', 'windowed-cooccurrence', '--trace', 'repost', '--name', 'fast'])
  lockstep(folder, ['groups', 'harbour', 'fast', '--min-size', '2'])
  lockstep(folder, ['dossier', 'harbour'])
  fourParts(lockstep(folder, ['evidence', 'harbour', 'G01', '--reveal']), 2, 'usage/reveal-needs-reason')
  expect(lockstep(folder, ['evidence', 'harbour', 'G01', '--reveal', '--reason', 'court order']).out).toContain('ben')
  expect(lockstep(folder, ['history', 'harbour']).out).toContain('court order')
})

test('stdin is a file; a closed pipe is no error; no colours in pipes or with NO_COLOR', () => {
  const folder = harbour()
  expect(lockstep(folder, ['init', 'piped']).code).toBe(0)
  const piped = lockstep(folder, ['import', 'piped', '-'], { input: POSTS })
  expect(piped.code, piped.err).toBe(0)
  const line = `"${process.execPath}" "${MAIN}" --help | head -n 1; exit \${PIPESTATUS[0]}`
  const closed = spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' })
  expect(closed.status).toBe(0)
  expect(closed.stderr).toBe('')
  for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '1' }])
    expect(lockstep(folder, ['overview', 'harbour'], { env: { ...env } as Record<string, string> }).out).not.toContain('\u001b')
})

test('completion scripts are read by their shells', () => {
  const folder = emptyFolder()
  for (const shell of ['bash', 'zsh', 'fish']) {
    const script = lockstep(folder, ['completion', shell])
    expect(script.code, shell).toBe(0)
    for (const { verb } of COMMANDS) expect(script.out, shell).toContain(verb)
    expect(script.out, shell).toContain('window')
    if (spawnSync(shell, ['-c', 'true']).error === undefined)
      expect(spawnSync(shell, ['-n'], { input: script.out, encoding: 'utf8' }).stderr, shell).toBe('')
  }
  const ask = (...words: string[]) =>
    spawnSync(
      'bash',
      [
        '-c',
        `source <("${process.execPath}" "${MAIN}" completion bash); COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _lockstep; echo "\${COMPREPLY[@]}"`,
      ],
      { encoding: 'utf8', cwd: folder },
    ).stdout.trim()
  expect(ask('lockstep', 'netw')).toBe('network')
  expect(ask('lockstep', 'network', 'c', 'm', '--wind')).toBe('--window')
  expect(ask('lockstep', 'network', 'c', 'm', '--no-cou')).toBe('--no-counted')
  expect(ask('lockstep', 'export', 'c', '-o')).toBe('-o')
  expect(ask('lockstep', 'network', 'c', 'm', '--trace', 'repo')).toBe('repost')
  expect(ask('lockstep', 'export', 'c', '--as', 'grap')).toBe('graphml')
  expect(ask('lockstep', 'import', 'c', '--encoding', 'lat')).toBe('latin-1')
  expect(ask('lockstep', 'judge', 'c', 'G01', '--status', 'dis')).toBe('dismissed')
  expect(ask('lockstep', 'network', '--seed', '3', 'c', 'windowed')).toBe('windowed-cooccurrence')
  expect(ask('lockstep', 'scan', 'c', 'repost', 'lin')).toBe('link')
  expect(ask('lockstep', 'get', 'c', 'led')).toBe('ledger')
  expect(ask('lockstep', 'completion', 'z')).toBe('zsh')
  expect(ask('lockstep', 'network', 'harbour.l')).toBe('')
  fourParts(lockstep(folder, ['completion', 'tcsh']), 2, 'usage/unknown-shell')
})

test('Ctrl-C: exit 130 and the case as it was', async () => {
  const folder = harbour()
  const lines = Array.from({ length: 400_000 }, (_, i) => `x${i},a${i % 9973},2026-03-0${1 + (i % 9)}T0${i % 10}:00:00Z,text ${i},`)
  writeFileSync(join(folder, 'many.csv'), `post_id,account_id,posted_at,text,repost_of\n${lines.join('\n')}\n`)
  const before = envelope(lockstep(folder, ['get', 'harbour', 'overview', '--json'])).data
  const { child, ended } = start(folder, ['import', 'harbour', 'many.csv'])
  const lock = join(folder, 'harbour.lockstep', 'case.lock')
  while (child.exitCode === null && !existsSync(lock)) await new Promise((done) => setTimeout(done, 5))
  await new Promise((done) => setTimeout(done, 100))
  child.kill('SIGINT')
  const ran = await ended
  expect(ran.code, ran.err).toBe(130)
  expect(ran.err).toContain('stopping')
  expect(ran.err).toContain('cancelled/by-person, exit 130')
  expect(envelope(lockstep(folder, ['get', 'harbour', 'overview', '--json'])).data).toEqual(before)
  expect(lockstep(folder, ['verify', 'harbour']).code).toBe(0)
})

test('inspect writes nothing', () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'posts.csv'), POSTS)
  const before = contents(folder)
  const ran = lockstep(folder, ['inspect', 'posts.csv'])
  expect(ran.code, ran.err).toBe(0)
  expect(ran.out).toContain('account_id')
  expect(contents(folder)).toEqual(before)
  expect(existsSync(join(folder, 'posts.lockstep'))).toBe(false)
})

test('judge: a draft becomes a finding only when every open explanation is answered, and never without a reason; it stays when it is looked at', async () => {
  const folder = emptyFolder()
  const rows = Array.from(
    { length: 18 },
    (_, i) => `o${Math.floor(i / 3)},a${i % 3},c${i},${1_700_000_000 + Math.floor(i / 3) * 5000 + (i % 3)}`,
  )
  writeFileSync(join(folder, 'shared.csv'), `object_id,account_id,content_id,timestamp_share\n${rows.join('\n')}\n`)
  expect(lockstep(folder, ['investigate', 'shared.csv']).code).toBe(0)
  fourParts(lockstep(folder, ['judge', 'shared', 'G01', '--status', 'guilty']), 2, 'usage/unknown-status')
  fourParts(lockstep(folder, ['judge', 'shared', 'G09', '--status', 'dismissed', '--reason', 'x']), 2, 'usage/unknown-group')
  fourParts(lockstep(folder, ['judge', 'shared', 'G01', '--status', 'dismissed']), 2, 'usage/no-reason')
  fourParts(lockstep(folder, ['judge', 'shared', 'G01', '--answer', 'weather=no']), 2, 'usage/unknown-explanation')
  fourParts(lockstep(folder, ['judge', 'shared', 'G01', '--status', 'finding', '--reason', 'seconds apart']), 2, 'usage/unanswered')
  const { data } = envelope(lockstep(folder, ['judge', 'shared', 'G01', '--answer', 'organisation=asked; none', '--json'])) as {
    data: { status: string; unanswered: string[] }
  }
  expect(data.status).toBe('draft')
  expect(data.unanswered).not.toContain('organisation')
  const answers = data.unanswered.flatMap((id) => ['--answer', `${id}=looked into; no`])
  const done = lockstep(folder, ['judge', 'shared', 'G01', '--status', 'finding', '--reason', 'seconds apart', ...answers])
  expect(done.out).toBe('G01 is a finding: seconds apart\n')
  // Looking at it changes nothing, and goes beside another reader.
  const path = join(folder, 'shared.lockstep')
  const reader = await openCase(path, { mode: 'read' })
  const before = readFileSync(join(path, 'ledger.ndjson'), 'utf8')
  const shown = lockstep(folder, ['dossier', 'shared', 'G01'])
  reader.close()
  expect(shown.out, shown.err).toMatch(/^G01 · .* · finding · /)
  expect(readFileSync(join(path, 'ledger.ndjson'), 'utf8')).toBe(before)
  expect(lockstep(folder, ['verify', 'shared']).code).toBe(0)
})

test('serve: prints its address, answers it, and Ctrl-C ends it with the case as it was', async () => {
  const folder = harbour()
  const { child, ended } = start(folder, ['serve', 'harbour', '--no-open'])
  let said = ''
  child.stderr?.on('data', (part) => {
    said += part
  })
  while (child.exitCode === null && !said.includes('token=')) await new Promise((done) => setTimeout(done, 20))
  const { origin, search } = new URL(/http:\S+/.exec(said)?.[0] as string)
  const first = await fetch(`${origin}/api/overview${search}`, { redirect: 'manual' })
  const cookie = (first.headers.get('set-cookie') as string).split(';')[0] as string
  const page = (await (await fetch(`${origin}/api/overview`, { headers: { cookie } })).json()) as { data: unknown }
  // What only reads does so beside it.
  expect(lockstep(folder, ['traces', 'harbour']).code).toBe(0)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
  expect(page.data).toEqual((envelope(lockstep(folder, ['get', 'harbour', 'overview', '--json'])) as { data: unknown }).data)
  fourParts(lockstep(folder, ['serve', 'harbour', '--port', 'x']), 2, 'usage/bad-port')
})

test('serve with handles: the reason is in the ledger before the first page', async () => {
  const folder = harbour()
  const { child, ended } = start(folder, ['serve', 'harbour', '--no-open', '--reveal', '--reason', 'a court asked'])
  let said = ''
  child.stderr?.on('data', (part) => {
    said += part
  })
  while (child.exitCode === null && !said.includes('token=')) await new Promise((done) => setTimeout(done, 20))
  const { data } = envelope(lockstep(folder, ['get', 'harbour', 'ledger', '--json']))
  child.kill('SIGINT')
  expect((await ended).code, said).toBe(0)
  expect(JSON.stringify(data)).toContain('a court asked')
})
