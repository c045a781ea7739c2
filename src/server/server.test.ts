import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Case, createCase, INVESTIGATE_DEFAULTS, investigate, makeNamer, openCase, type World } from '../workflow/index.js'
import { type Served, serveCase } from './index.js'

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}
let folder: string
let kase: Case
let served: Served

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'))
  const rows = ['object_id,account_id,content_id,timestamp_share']
  for (let object = 0; object < 6; object++)
    for (let account = 0; account < 4; account++)
      rows.push(`o${object},<b>a${account}</b>,c${object}-${account},${1_700_000_000 + object * 5000 + account}`)
  writeFileSync(join(folder, 'posts.csv'), `${rows.join('\n')}\n`)
  const casePath = join(folder, 'c.lockstep')
  const keyFile = join(folder, 'key')
  await (await createCase(casePath)).close()
  await investigate(world, [join(folder, 'posts.csv')], {
    import: {},
    casePath,
    ...INVESTIGATE_DEFAULTS,
    methodParams: {},
    groupParams: {},
    keyFile,
  })
  kase = await openCase(casePath, { mode: 'read' })
  served = await serveCase(world, kase, { port: 0, namer: await makeNamer(kase, { reveal: false, keyFile }) })
})
afterAll(async () => {
  await served.close()
  kase.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(served.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        body += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }))
    })
    sent.on('error', reject)
    sent.end()
  })
}
async function cookie(): Promise<Record<string, string>> {
  const { status, headers } = await ask(`/${new URL(served.url).search}`)
  expect(status).toBe(302)
  return { cookie: String((headers['set-cookie'] as string[])[0]).split(';')[0] as string }
}

test('without the token nothing is answered; the first address gives a cookie that no script can read', async () => {
  expect(await ask('/api/overview')).toMatchObject({ status: 401 })
  expect(await ask('/?token=wrong')).toMatchObject({ status: 401 })
  const { headers } = await ask(`/${new URL(served.url).search}`)
  expect(headers.location).toBe('/')
  expect(String(headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Strict|SameSite=Strict.*HttpOnly/)
})

test('another Host is refused, with the token too', async () => {
  expect(await ask('/api/overview', { ...(await cookie()), host: 'evil.example' })).toMatchObject({ status: 403 })
})

test('it reads only', async () => {
  expect(await ask('/api/overview', await cookie(), 'POST')).toMatchObject({ status: 405 })
})

test('the report is the one that the case holds, and may load nothing', async () => {
  const { status, body, headers } = await ask('/', await cookie())
  expect(status).toBe(200)
  expect(body).toBe(readFileSync(join(folder, 'c.lockstep', 'exports', 'report.html'), 'utf8'))
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(body).not.toContain('<b>a0</b>')
})

test('pages are the JSON of lockstep get; many at once wait for their turn; unknown ones say what there is', async () => {
  const known = await cookie()
  const pages = await Promise.all(
    ['overview', 'networks', 'groups', 'groups/G01', 'groups/G01/evidence', 'ledger'].map((page) => ask(`/api/${page}`, known)),
  )
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  const evidence = JSON.parse((pages[4] as Answer).body) as { ok: boolean; data: { pairs: unknown[] }[] }
  // 4 accounts, 6 ties, each over 6 objects
  expect(evidence.data.map((edge) => edge.pairs.length)).toEqual([6, 6, 6, 6, 6, 6])
  const { status, body } = await ask('/api/groups/G77', known)
  expect(status).toBe(404)
  expect(JSON.parse(body)).toMatchObject({ ok: false, error: { code: 'usage/unknown-page' } })
})
