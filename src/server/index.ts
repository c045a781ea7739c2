/**
 * server (9): a case read in the browser of this machine. Listens on 127.0.0.1 only, reads and never writes, asks for the token of the first
 * address, checks `Host` (DNS rebinding), and lets a page load nothing. `/` is the report, `/api/<page>` the JSON that `lockstep get` prints.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { ProblemError } from '../model/index.js'
import { type Case, type Namer, readPage, showReport, type World } from '../workflow/index.js'

export interface ServeOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly namer: Namer
}
export interface Served {
  readonly url: string
  close(): Promise<void>
}

const COOKIE = 'lockstep'
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

function isSame(given: string | undefined, token: string): boolean {
  const a = Buffer.from(given ?? '')
  const b = Buffer.from(token)
  return a.length === b.length && timingSafeEqual(a, b)
}

function refusal(code: string, message: string, fix: string) {
  return { ok: false, error: { code, message, where: {}, fix, unchanged: 'nothing was read' } }
}

export async function serveCase(world: World, kase: Case, { port, namer }: ServeOptions): Promise<Served> {
  const token = randomBytes(18).toString('base64url')
  const app = new Hono()
  // One connection runs one query at a time: requests wait for their turn.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }
  let report: Promise<string> | undefined

  app.use(async (c, next) => {
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '')
    if (host !== '127.0.0.1' && host !== 'localhost')
      return c.json(
        refusal('server/foreign-host', 'this server answers to 127.0.0.1 only', 'open the address that lockstep serve printed'),
        403,
      )
    const given = c.req.query('token')
    if (isSame(given, token)) setCookie(c, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
    else if (!isSame(getCookie(c, COOKIE), token))
      return c.json(refusal('server/no-token', 'the token of this server is missing', 'open the address that lockstep serve printed'), 401)
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
      return c.json(refusal('server/reads-only', 'this server reads and never writes', 'use the command line to change a case'), 405)
    c.header('Content-Security-Policy', POLICY)
    c.header('Referrer-Policy', 'no-referrer')
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Cache-Control', 'no-store')
    if (given !== undefined) return c.redirect(c.req.path)
    return next()
  })
  app.get('/', async (c) => {
    report ??= inTurn(() => showReport(world, kase, namer))
    return c.html(await report)
  })
  app.get('/api/*', async (c) => {
    const page = decodeURIComponent(c.req.path.slice('/api/'.length))
    return c.json({
      ok: true,
      command: 'get',
      case: kase.path,
      data: await inTurn(() => readPage(world, kase, page, async () => namer)),
      warnings: [],
    } as never)
  })
  app.notFound((c) => c.json(refusal('server/no-page', `nothing stands at ${c.req.path}`, 'open / or /api/overview'), 404))
  app.onError((error, c) => {
    report = undefined
    if (!(error instanceof ProblemError))
      return c.json(refusal('fault/unexpected', 'something went wrong inside Lockstep', 'see what lockstep serve printed'), 500)
    const { what, ...rest } = error.problem
    return c.json({ ok: false, error: { ...rest, message: what } }, rest.code === 'usage/unknown-page' ? 404 : 500)
  })

  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (info: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${info.port}/?token=${token}`,
        close: () =>
          new Promise<void>((done) => {
            server.close(() => done())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      }),
    )
    server.on('error', reject)
  })
}
