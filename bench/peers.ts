/**
 * Two published tools beside ours, alternately, on the same rows, edges checked equal in the same run; each peer runs when it is installed.
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/peers.js [--window 60] [--rounds 1] [--coortweet-rows 30000,300000] [--toolkit-rows 100000,1000000]
 *     [--coortweet-source DIR] [--python python3] [--processes 2] [--data russian_coord_tweets.csv.gz] [--only coortweet|toolkit] [--folder DIR]
 * CooRTweet: the edges of its own functions against our parity mode, to the sixth digit of the mean gap. The toolkit: against our parity mode and against
 * windowed co-occurrence of one object or more (posts on each side), loops left out, because its release 1.5.2 also pairs every message with itself.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    window: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '1' },
    'coortweet-rows': { type: 'string', default: '30000,300000' },
    'toolkit-rows': { type: 'string', default: '100000,1000000' },
    'coortweet-source': { type: 'string' },
    python: { type: 'string', default: 'python3' },
    processes: { type: 'string', default: '2' },
    data: { type: 'string', default: '../shared/data/coortweet-russian/russian_coord_tweets.csv.gz' },
    only: { type: 'string' },
    folder: { type: 'string', default: join(tmpdir(), 'lockstep-bench') },
  },
})
const { folder, window, processes } = values
const rounds = Number(values.rounds)
mkdirSync(folder, { recursive: true })

interface Run {
  readonly reading?: number
  readonly tracing?: number
  readonly linking?: number
  readonly mb: number
}
const last = (out: string): Run => JSON.parse(out.trimEnd().split('\n').at(-1) as string) as Run
const beside = (name: string) => join(process.cwd(), 'bench', name)
function ours(...args: readonly string[]): string {
  return execFileSync(process.execPath, [fileURLToPath(new URL('./peers-run.js', import.meta.url)), ...args], { encoding: 'utf8' })
}
const peer = (command: string, args: readonly string[]) =>
  last(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e8 }))

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2
}
const rowsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split(/\r?\n/)
    .map((row) => row.split(','))

function mustAgree(what: string, left: readonly string[], right: readonly string[]): void {
  const [a, b] = [[...left].sort(), [...right].sort()]
  const at = a.findIndex((row, i) => row !== b[i])
  if (a.length !== b.length || at >= 0) throw new Error(`${what}: ${a.length} and ${b.length} edges, first difference ${a[at]} / ${b[at]}`)
}

interface Kind {
  readonly peer: 'coortweet' | 'toolkit'
  readonly trace: string
  readonly missing: string | null
  run(posts: string, edges: string): Run
  /** Ours: title, method, parameters, and the edges in the form of the peer's when they must agree. */
  readonly methods: readonly (readonly [string, string, object, ((row: readonly string[]) => string[]) | null])[]
  readonly peerEdges: (rows: string[][]) => string[]
}

const source = values['coortweet-source']
const hasR = spawnSync('Rscript', ['-e', `library(data.table); library(igraph)${source ? '' : '; library(CooRTweet)'}`]).status === 0
const hasToolkit = spawnSync(values.python, ['-c', 'import coordination_network_toolkit']).status === 0
const seconds = Number(window)
const isNoLoop = ([a, b]: readonly string[]) => a !== b

const KINDS: readonly Kind[] = [
  {
    peer: 'coortweet',
    trace: 'given',
    missing: hasR
      ? null
      : `CooRTweet is not installed: apt-get install r-base-core r-cran-data.table r-cran-igraph, then in R install.packages('CooRTweet'); or take a copy of its repository (nicolarighetti/CooRTweet) and give its folder R with --coortweet-source`,
    run: (posts, edges) => peer('Rscript', [beside('peers.R'), posts, window, '2', edges, ...(source ? [source] : [])]),
    methods: [
      ['parity mode', 'coortweet', { windowSeconds: seconds }, ([a, b, weight, , , , mean]) => [`${a} ${b} ${weight} ${mean}`]],
      ['our default', 'windowed-cooccurrence', { windowSeconds: seconds }, null],
    ],
    peerEdges: (rows) => rows.slice(1).map((row) => row.join(' ')),
  },
  {
    peer: 'toolkit',
    trace: 'repost',
    missing: hasToolkit
      ? null
      : 'coordination-network-toolkit is not installed: pip install coordination-network-toolkit (and --python when it is in a venv)',
    run: (posts, edges) => peer(values.python, [beside('peers.py'), posts, window, '1', edges, processes]),
    methods: [
      [
        'parity mode',
        'coordination-network-toolkit',
        { windowSeconds: seconds },
        (row) => (isNoLoop(row) ? [row.slice(0, 3).join(' ')] : []),
      ],
      [
        'one object or more, same edges',
        'windowed-cooccurrence',
        { windowSeconds: seconds, minWeight: 1, isSelfRepostExcluded: false },
        ([a, b, , , postsA, postsB]) => [`${a} ${b} ${postsA}`, `${b} ${a} ${postsB}`],
      ],
      ['our default', 'windowed-cooccurrence', { windowSeconds: seconds }, null],
    ],
    peerEdges: (rows) => rows.filter(isNoLoop).map((row) => row.join(' ')),
  },
]

/** One file of posts: rounds of peer, import and each method; one line of the table for each of ours. Gives seconds by title. */
function measure(kind: Kind, name: string, posts: string): Map<string, number> {
  const [store, peerFile] = [join(folder, `${name}.case`), join(folder, `${name}-peer.csv`)]
  const peers: Run[] = []
  const imports: Run[] = []
  const made = new Map<string, Run[]>()
  for (let round = 0; round < rounds; round++) {
    peers.push(kind.run(posts, peerFile))
    imports.push(last(ours('import', store, posts, kind.trace)))
    const expected = kind.peerEdges(rowsOf(peerFile))
    for (const [title, method, params, form] of kind.methods) {
      const file = join(folder, `${name}-ours.csv`)
      const run = last(ours('network', store, method, kind.trace, JSON.stringify(params), file))
      made.set(title, [...(made.get(title) ?? []), run])
      if (form) mustAgree(`${name}, ${title}`, rowsOf(file).slice(1).flatMap(form), expected)
    }
  }
  const rows = Number(ours('count', posts))
  const of = (runs: readonly Run[], part: 'reading' | 'tracing' | 'linking') => median(runs.map((run) => run[part] ?? 0))
  const [peerReading, peerLinking] = [of(peers, 'reading'), of(peers, 'linking')]
  const [reading, tracing] = [of(imports, 'reading'), of(imports, 'tracing')]
  const mb = (runs: readonly Run[]) => Math.max(...runs.map((run) => run.mb))
  const rate = (time: number) => `${(rows / time / 1e6).toFixed(2)} M`
  const show = (what: string, read: number, link: number, rest: string) =>
    console.log(`| ${name} | ${rows} | ${what} | ${read.toFixed(2)} | ${link.toFixed(3)} | ${rest} |`)
  show(kind.peer, peerReading, peerLinking, `1 | 1 | ${rate(peerLinking)} | ${mb(peers)}`)
  const times = new Map([[kind.peer as string, peerLinking]])
  for (const [title, runs] of made) {
    const linking = of(runs, 'linking')
    times.set(title, linking)
    const whole = (peerReading + peerLinking) / (reading + tracing + linking)
    show(
      `ours, ${title}`,
      reading + tracing,
      linking,
      `${(peerLinking / linking).toFixed(1)} | ${whole.toFixed(1)} | ${rate(linking)} | ${mb(runs)} (import ${mb(imports)})`,
    )
  }
  return times
}

console.log(
  `window ${window} s, ${rounds} round(s), load before ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}\n`,
)
for (const kind of KINDS) {
  if (values.only && values.only !== kind.peer) continue
  if (kind.missing) {
    console.log(kind.missing)
    continue
  }
  console.log('| data | rows | tool | reading s | linking s | linking × | with reading × | linking rows/s | peak MB |')
  console.log('|---|---|---|---|---|---|---|---|---|')
  if (existsSync(values.data)) {
    const posts = join(folder, `russian-${kind.peer}.csv`)
    ours('turn', values.data, posts, kind.peer)
    measure(kind, `russian-${kind.peer}`, posts)
  }
  let before: readonly [number, Map<string, number>] | null = null
  for (const rows of values[`${kind.peer}-rows`].split(',').map(Number)) {
    const name = `${kind.peer}-${rows}`
    const posts = join(folder, `${name}.csv`)
    if (!existsSync(posts)) ours('posts', posts, String(rows), kind.peer)
    const times = measure(kind, name, posts)
    if (before)
      for (const [title, time] of times)
        console.log(`| ${name} | × ${rows / before[0]} | ${title} | | × ${(time / (before[1].get(title) as number)).toFixed(1)} | | | | |`)
    before = [rows, times]
  }
  console.log()
}
console.log(
  `load after ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}; every run whose edges must agree gave the peer's edges`,
)
