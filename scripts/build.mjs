// Compiles src and samples into dist. An old dist is removed first, so that no deleted module lives on.
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const done = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' })
if (done.status !== 0) process.exit(1)
chmodSync(join(root, 'dist', 'src', 'cli', 'main.js'), 0o755)
