// Makes a fresh clone ready: checks Node, installs packages, builds. Says on stderr what it does. Needs nothing but Node and npm.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

function newest(folder) {
  let time = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.test'))
      time = Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs)
  return time
}

function must(command, args, saying) {
  process.stderr.write(`lockstep: ${saying}\n`)
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (done.status !== 0) {
    process.stderr.write(`lockstep: "${command} ${args.join(' ')}" failed; its own message stands above. Nothing else was changed.\n`)
    process.exit(1)
  }
}

/** npm ci empties the folder that the link leads to, which others use, and puts a folder of its own in the place of the link. */
function failIfLinked(packages) {
  if (!lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) return
  const others = existsSync(packages) ? dirname(realpathSync(packages)) : 'the folder that it leads to'
  process.stderr.write(`lockstep: the packages are not those of package-lock.json, and node_modules is a link
  where: ${packages}
  fix: run npm ci in ${others}, or remove the link
  unchanged: nothing was installed or removed
`)
  process.exit(1)
}

export function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`lockstep: Node ${process.versions.node} is too old; install Node 20.19 or newer.\n`)
    process.exit(1)
  }
  const packages = join(root, 'node_modules')
  const marker = join(packages, '.package-lock.json')
  if (!existsSync(marker) || statSync(marker).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs) {
    failIfLinked(packages)
    must('npm', ['ci', '--no-audit', '--no-fund'], 'installing packages (npm ci), once')
  }
  const built = join(root, 'dist', 'src', 'index.js')
  const sources = Math.max(newest(join(root, 'src')), newest(join(root, 'samples')), statSync(join(root, 'tsconfig.json')).mtimeMs)
  if (!existsSync(built) || statSync(built).mtimeMs < sources) must('npm', ['run', '--silent', 'build'], 'building (tsc)')
}
