import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { type GivenFile, openGiven } from './given.js'
import { MEDIA_LIMITS } from './record.js'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-given-'))
const scratch = join(folder, 'scratch')
mkdirSync(scratch)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function zipOf(entries: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(entries)) zip.addBuffer(Buffer.from(text), name, { mtime: new Date(0) })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
/** Sets the unpacked size that the directory of the archive claims for its first entry. */
function claim(zip: Buffer, bytes: number): Buffer {
  const at = zip.indexOf('PK\u0001\u0002')
  const out = Buffer.from(zip)
  out.writeUInt32LE(bytes, at + 24)
  return out
}
function put(name: string, bytes: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
async function read(path: string): Promise<[string, string][]> {
  const { files, close } = await openGiven(path, scratch)
  const found: [string, string][] = []
  for (const file of files) {
    const used = await file.use(async (at) => readFileSync(at, 'utf8'))
    found.push([file.name, typeof used === 'string' ? used : used.code])
  }
  close()
  return found
}

test('a folder and a zip of it give the same files in the order of their names; entries are on disk only while they are used', async () => {
  const home = join(folder, 'home')
  mkdirSync(join(home, 'b'), { recursive: true })
  for (const [name, text] of [
    ['z.png', 'last'],
    ['b/a.png', 'first'],
    ['.DS_Store', 'no'],
  ] as const)
    writeFileSync(join(home, name), text)
  const expected = [
    ['b/a.png', 'first'],
    ['z.png', 'last'],
  ]
  expect(await read(home)).toEqual(expected)
  expect(await read(put('home.zip', await zipOf({ 'z.png': 'last', '__MACOSX/z.png': 'no', 'b/a.png': 'first' })))).toEqual(expected)
  expect(readdirSync(scratch)).toEqual([])
})

test('links are named and not followed', async () => {
  const home = join(folder, 'links')
  mkdirSync(home)
  symlinkSync('/', join(home, 'everything'))
  symlinkSync(join(folder, 'home.zip'), join(home, 'a.png'))
  expect(await read(home)).toEqual([
    ['a.png', 'media/not-a-file'],
    ['everything', 'media/not-a-file'],
  ])
})

test('an entry that claims or gives more than a file may have is left out, and the next one is read', async () => {
  const zip = await zipOf({ 'a.png': 'x'.repeat(5000), 'b.png': 'fine' })
  expect(await read(put('bomb.zip', claim(zip, MEDIA_LIMITS.bytes + 1)))).toEqual([
    ['a.png', 'media/too-large'],
    ['b.png', 'fine'],
  ])
  expect(await read(put('liar.zip', claim(zip, 100)))).toEqual([
    ['a.png', 'media/damaged'],
    ['b.png', 'fine'],
  ])
  expect(readdirSync(scratch)).toEqual([])
})

test('a name that leads out of the archive is refused', async () => {
  const zip = Buffer.from((await zipOf({ 'aa/evil.png': 'x' })).toString('latin1').replaceAll('aa/evil', '../evil'), 'latin1')
  await expect(read(put('out.zip', zip))).rejects.toMatchObject({ problem: { code: 'source/path-in-archive' } })
})

test('what the work on a file throws is thrown, and its file is gone', async () => {
  const { files, close } = await openGiven(put('throws.zip', await zipOf({ 'a.png': 'x' })), scratch)
  await expect((files[0] as GivenFile).use(async () => Promise.reject(new Error('stop')))).rejects.toThrow('stop')
  close()
  expect(readdirSync(scratch)).toEqual([])
})
