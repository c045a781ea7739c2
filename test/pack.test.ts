/** What `npm pack` makes, installed where no repository is, works. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './files.js'
import { emptyFolder } from './lockstep.js'

function must(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): string {
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
  })
  expect(done.status, `${command} ${args.join(' ')}\n${done.stdout}\n${done.stderr}`).toBe(0)
  return done.stdout
}

test('npm pack, npm install -g into an empty prefix, investigate in an empty folder', { timeout: 300_000 }, () => {
  const folder = emptyFolder()
  const prefix = join(folder, 'prefix')
  const run = join(folder, 'run')
  mkdirSync(run)
  const packed = JSON.parse(must('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as {
    filename: string
    files: { path: string }[]
  }[]
  const files = packed[0]?.files.map((file) => file.path) ?? []
  const pages = ['README.md', 'SAFEGUARDS.md', 'CONTRIBUTING.md', 'LICENSE']
  for (const needed of ['dist/src/index.js', 'dist/src/index.d.ts', 'dist/src/cli/main.js', ...pages]) expect(files).toContain(needed)
  expect(files.filter((file) => /\.test\.|fixtures|^src\/|^test\/|^bench\//.test(file))).toEqual([])
  must('npm', ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', join(folder, packed[0]?.filename as string)], folder)
  const lockstep = join(prefix, process.platform === 'win32' ? 'lockstep.cmd' : 'bin/lockstep')
  const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, '.config') }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(must(lockstep, ['--version'], run, home)).toBe(`${version}\n`)
  const summary = must(lockstep, ['investigate', '--posts', '5000'], run, home)
  expect(summary.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  expect(existsSync(join(run, 'harbour.lockstep', 'exports', 'report.html'))).toBe(true)
  const groups = JSON.parse(must(lockstep, ['get', 'harbour', 'groups', '--quiet'], run, home)) as readonly unknown[]
  const more = Number(/^and (\d+) more group/m.exec(summary)?.[1] ?? 0)
  expect((summary.match(/^G\d+ /gm) ?? []).length + more).toBe(groups.length)
  const door = `import('${join(prefix, 'lib/node_modules/lockstep/dist/src/index.js')}').then(({ openCase }) => openCase('harbour.lockstep', { mode: 'read' })).then(async (kase) => { process.stdout.write(String((await kase.ledger()).length > 0)); kase.close() })`
  expect(must(process.execPath, ['-e', door], run, home)).toBe('true')
})
