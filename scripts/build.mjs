// Compiles src and samples into a new folder, writes down the help of every command, then swaps it in for dist, so that a running program never sees half a build.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './prepare.mjs'

const dist = join(root, 'dist')
const fresh = join(root, '.tmp', `build-${process.pid}`)
const old = join(root, '.tmp', `old-${process.pid}`)
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const done = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--outDir', fresh], { stdio: 'inherit' })
if (done.status !== 0) {
  rmSync(fresh, { recursive: true, force: true })
  process.exit(1)
}
const { makePages } = await import(pathToFileURL(join(fresh, 'src', 'cli', 'page.js')).href)
writeFileSync(join(fresh, 'src', 'cli', 'pages.json'), JSON.stringify(await makePages()))
chmodSync(join(fresh, 'src', 'cli', 'main.js'), 0o755)
if (existsSync(dist)) renameSync(dist, old)
renameSync(fresh, dist)
rmSync(old, { recursive: true, force: true })
