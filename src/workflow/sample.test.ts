import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ProblemError } from '../model/index.js'
import { createCase } from '../store/index.js'
import { importFiles } from './import.js'
import { writeSample } from './sample.js'

const root = mkdtempSync(join(tmpdir(), 'lockstep-sample-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const world = (signal = new AbortController().signal) => ({ signal, note: () => undefined, warn: () => undefined, now: () => '' })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )

test('four files, the same on every run, replaced in place; accounts and labels name the same accounts', async () => {
  const folder = join(root, 'a')
  const files = await writeSample(world(), { folder, posts: 1000, seed: 4 })
  const read = () => ['posts', 'accounts', 'labels'].map((name) => readFileSync(join(folder, `${name}.csv`), 'utf8'))
  const first = read()
  expect(readdirSync(folder).sort()).toEqual(['accounts.csv', 'followers.csv', 'labels.csv', 'posts.csv'])
  expect(files).toMatchObject({
    postCount: 1000,
    imports: ['posts.csv', 'accounts.csv'].map((name) => join(folder, name)),
  })
  expect(first.map((text) => text.split('\n').length)).toEqual([1002, files.accountCount + 2, files.accountCount + 2])
  expect(files.planted.length).toBeGreaterThan(0)
  await writeSample(world(), { folder, posts: 1000, seed: 4 })
  expect(read()).toEqual(first)
})

test('somebody’s own posts.csv is not touched', async () => {
  const folder = mkdtempSync(join(root, 'b'))
  writeFileSync(join(folder, 'posts.csv'), 'mine\n')
  expect(await codeOf(writeSample(world(), { folder, posts: 1000, seed: 4 }))).toBe('usage/file-exists')
  expect(readFileSync(join(folder, 'posts.csv'), 'utf8')).toBe('mine\n')
  expect(readdirSync(folder)).toEqual(['posts.csv'])
})

test('cancelled: no file is left; a bad number of posts writes nothing', async () => {
  const folder = mkdtempSync(join(root, 'c'))
  const controller = new AbortController()
  controller.abort()
  expect(await codeOf(writeSample(world(controller.signal), { folder, posts: 1000, seed: 4 }))).toBe('cancelled/by-person')
  for (const posts of [0, 499, 1.5, Number.NaN])
    expect(await codeOf(writeSample(world(), { folder, posts, seed: 4 }))).toBe('usage/bad-posts')
  expect(readdirSync(folder)).toEqual([])
})

test('no sample goes into a case that holds anything else, and files beside stay as they are', async () => {
  const folder = join(root, 'd')
  const into = join(root, 'd.lockstep')
  const first = await writeSample(world(), { folder, posts: 1000, seed: 4, into })
  const kase = await createCase(into)
  await importFiles(world(), kase, first.imports, {})
  kase.close()
  const before = readFileSync(first.posts, 'utf8')
  expect(await codeOf(writeSample(world(), { folder, posts: 1000, seed: 4, into }))).toBe('none')
  expect(await codeOf(writeSample(world(), { folder, posts: 1001, seed: 4, into }))).toBe('usage/case-not-empty')
  expect(readFileSync(first.posts, 'utf8')).toBe(before)
  expect(await codeOf(writeSample(world(), { folder: join(root, 'e'), posts: 1001, seed: 4, into }))).toBe('usage/case-not-empty')
  expect(existsSync(join(root, 'e'))).toBe(false)
  expect(readdirSync(folder).sort()).toEqual(['accounts.csv', 'followers.csv', 'labels.csv', 'posts.csv'])
})

test('a sample too small for lists of followers is imported without them', async () => {
  const folder = join(root, 'small')
  const files = await writeSample(world(), { folder, posts: 2000, seed: 51 })
  expect(readFileSync(files.followers, 'utf8').trimEnd().split('\n')).toHaveLength(1)
  expect(files.imports).toEqual(['posts.csv', 'accounts.csv'].map((name) => join(folder, name)))
})
