// npm run investigate, npm run lockstep -- …: makes the clone ready, then hands over to the command line.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

prepare()
const done = spawnSync(process.execPath, [join(root, 'dist', 'src', 'cli', 'main.js'), ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(done.status ?? 1)
