// npm test: makes the clone ready, runs every test, closes with the plain line "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

prepare()
const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
const result = join(folder, 'result.json')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const args = ['run', '--typecheck', '--reporter=default', '--reporter=json', `--outputFile.json=${result}`, ...process.argv.slice(2)]
const done = spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: 'inherit' })
let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numFailedTestSuites: 0 }
try {
  counts = JSON.parse(readFileSync(result, 'utf8'))
} catch {
  process.stderr.write('the test runner wrote no result\n')
}
rmSync(folder, { recursive: true, force: true })
let failed = counts.numFailedTests
if (failed === 0 && (done.status !== 0 || counts.success === false)) failed = 1
const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : ''
process.stdout.write(`${counts.numPassedTests} passed, ${failed} failed${skipped}\n`)
process.exit(failed > 0 || counts.numPassedTests === 0 ? 1 : 0)
