import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './files.js'
import { emptyFolder } from './lockstep.js'

test.each([['package', 'keep'], ['lost']])('packages behind a link are never installed anew: %s', (...names) => {
  const [folder, shared] = [emptyFolder(), emptyFolder()]
  const packages = join(shared, names[0] as string, 'node_modules')
  for (const name of names.slice(1)) {
    mkdirSync(packages, { recursive: true })
    writeFileSync(join(packages, name), 'here')
  }
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(folder, name))
  symlinkSync(packages, join(folder, 'node_modules'), 'junction')
  const done = spawnSync(process.execPath, [join(folder, 'scripts', 'run.mjs'), '--version'], { encoding: 'utf8' })
  expect(done.status).toBe(1)
  expect(done.stderr).toContain('node_modules is a link')
  for (const part of ['where: ', 'fix: run npm ci in ', 'unchanged: nothing was']) expect(done.stderr).toContain(part)
  expect(names.slice(1).map((name) => readFileSync(join(packages, name), 'utf8'))).toEqual(names.slice(1).map(() => 'here'))
})
