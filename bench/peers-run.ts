/**
 * One measured run of ours in a process of its own, for peers.ts; prints one line of JSON.
 *   posts FILE.csv ROWS coortweet|toolkit       makes a file of posts in the columns of the peer
 *   turn FROM.csv FILE.csv coortweet|toolkit    a file in the columns of CooRTweet, unpacked, in the columns of the peer
 *   count FILE.csv                              its rows
 *   import CASE FILE.csv TRACE                  a new case of the file, and its trace
 *   network CASE METHOD TRACE PARAMS EDGES.csv  from the store to edges in the store; the edges are then written to a file for comparing
 */
import { once } from 'node:events'
import { createWriteStream, readFileSync, rmSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import { quoteText, readParams, type TraceId } from '../src/model/index.js'
import { NETWORK_METHODS } from '../src/networks/index.js'
import { createCase, openCase, type World } from '../src/store/index.js'
import { ensureTrace } from '../src/traces/index.js'
import { importFiles } from '../src/workflow/import.js'
import { generate } from './generate.js'

const HEADS = {
  coortweet: 'object_id,account_id,content_id,timestamp_share',
  toolkit: 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls',
}
type Peer = keyof typeof HEADS
function line(peer: Peer, object: string, account: string, content: string, second: string | number): string {
  if (peer === 'coortweet') return `${object},${account},${content},${second}`
  return `${content},${account},${account},${object},,,${second},`
}

const world: World = {
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => '2026-01-01T00:00:00Z',
}
const [kind, ...args] = process.argv.slice(2) as [string, string, string, string, string, string]

async function write(file: string, peer: Peer, lines: Iterable<string>): Promise<void> {
  const out = createWriteStream(file)
  let text = `${HEADS[peer]}\n`
  for (const each of lines) {
    text += `${each}\n`
    if (text.length < 1 << 20) continue
    if (!out.write(text)) await once(out, 'drain')
    text = ''
  }
  out.end(text)
  await finished(out)
}
const padded = (letter: string, n: number) => `${letter}${String(n).padStart(9, '0')}`

async function makePosts(file: string, rows: number, peer: Peer): Promise<void> {
  const { object, account, second } = generate(rows, 7)
  function* lines() {
    for (let i = 0; i < rows; i++)
      yield line(peer, padded('o', object[i] as number), padded('a', account[i] as number), padded('c', i), second[i] as number)
  }
  await write(file, peer, lines())
}

async function turnPosts(from: string, file: string, peer: Peer): Promise<void> {
  const bytes = readFileSync(from)
  const rows = (from.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().replaceAll('"', '').split(/\r?\n/)
  const names = (rows[0] as string).split(',')
  const at = HEADS.coortweet.split(',').map((name) => names.indexOf(name))
  const turned = rows.slice(1).map((row) => {
    const cells = row.split(',')
    return at.map((i) => cells[i] as string) as [string, string, string, string]
  })
  await write(
    file,
    peer,
    turned.map((row) => line(peer, ...row)),
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}
function say(seconds: Record<string, number>): void {
  console.log(JSON.stringify({ ...seconds, mb: Math.round(process.resourceUsage().maxRSS / 1024) }))
}

async function makeCase(path: string, file: string, trace: TraceId): Promise<void> {
  rmSync(path, { recursive: true, force: true })
  const kase = await createCase(path)
  const reading = await timed(() => importFiles(world, kase, [file], {}))
  const tracing = await timed(() => ensureTrace(kase.job(world), trace))
  kase.close()
  say({ reading, tracing })
}

async function makeNetwork(path: string, id: string, trace: TraceId, given: string, file: string): Promise<void> {
  const method = NETWORK_METHODS.find((each) => each.id === id)
  if (!method) throw new Error(`no method ${id}`)
  const kase = await openCase(path, { mode: 'write' })
  const { db } = kase
  const linking = await timed(async () => {
    await db.run('begin transaction')
    await method.build(kase.job(world), 1, trace, readParams(method.params, JSON.parse(given), 'bench'))
    await db.run('commit')
  })
  say({ linking })
  await db.run(`copy (select a.account_id, b.account_id, weight::bigint as weight, pairs, posts_a, posts_b, printf('%.6f', gap_sum_ms / pairs / 1000) as mean
    from edges join accounts as a on a.account_key = account_a join accounts as b on b.account_key = account_b) to ${quoteText(file)} (header)`)
  await db.run('delete from edges')
  kase.close()
}

if (kind === 'posts') await makePosts(args[0], Number(args[1]), args[2] as Peer)
else if (kind === 'turn') await turnPosts(args[0], args[1], args[2] as Peer)
else if (kind === 'count') console.log(readFileSync(args[0], 'utf8').trimEnd().split('\n').length - 1)
else if (kind === 'import') await makeCase(args[0], args[1], args[2] as TraceId)
else await makeNetwork(args[0], args[1], args[2] as TraceId, args[3], args[4])
