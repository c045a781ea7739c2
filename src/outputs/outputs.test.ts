import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { UndirectedGraph as Graph } from 'graphology'
import gexf from 'graphology-gexf'
import graphml from 'graphology-graphml'
import { expect, test } from 'vitest'
import type { CaseMedia, CaseTexts } from '../model/index.js'
import { createRng } from '../statistics/index.js'
import { type Job, keyFileFor, MIGRATIONS, openDatabase, readKey, shortNames } from '../store/index.js'
import { csvCell, type Namer, OUTPUTS } from './index.js'

const HANDLE = '=cmd|<b a="1">&\u0001\ud800\u202e'
const namer: Namer = Object.assign((key: number) => (key === 0 ? HANDLE : `a-${key}`), {
  isRevealed: false,
  reason: null,
  keyId: 'k',
  object: (_: string, id: string) => id,
  text: (text: string) => text,
})

const TESTED = { nullModel: 'sittings', correction: 'by', alpha: 0.05, tests: 45, passed: 2, of: 3 }
const GROUP_TESTS = [
  { name: 'a', measured: { pValue: null }, tested: { ...TESTED, correction: 'bh', passed: 1, of: 1 } },
  { name: 'b', measured: { pValue: 0.0625 }, tested: { ...TESTED, nullModel: 'shuffle', alpha: null, passed: null } },
]

const FIRST = { postKey: 1, postId: 'p', accountKey: 0, atMs: 0, text: HANDLE, fileSha256: 'ab', fileName: 'f', line: 1 }
const TEXTS: CaseTexts = {
  params: {},
  seed: 7,
  all: 1,
  links: [],
  linkTests: 0,
  model: null,
  notes: [],
  families: [
    {
      ...{
        familyId: 'T01',
        objectId: HANDLE,
        text: HANDLE,
        posts: 3,
        accounts: 2,
        texts: 2,
        exactShare: 2 / 3,
        letters: 40,
        rarityBits: 50,
        neededBits: 9,
      },
      languages: [{ language: 'en', posts: 3, how: 'measured' }],
      first: FIRST,
      ...{
        lastMs: 60_000,
        medianDelayMs: 1500,
        spread: { fromMs: 0, bucketMs: 60_000, posts: [2, 1] },
        cascade: null,
        validated: [],
        groups: [],
        kin: null,
      },
      ...{ ordinary: [], counts: false, why: ['=1+1'], examples: [FIRST], quotes: 1, quotedIn: [] },
      template: {
        parts: [{ text: '=cmd ' }, { slot: 0 }],
        slots: [{ form: 'words', isChoice: false, distinct: 1, values: [{ value: HANDLE, texts: 2, posts: 3 }] }],
        ...{ spin: null, texts: 2, ofTexts: 2, departing: 0, respelled: 0, cut: 0, bitsShare: 0.5 },
      },
    },
  ],
}

/** A case of three accounts, two edges and a group of two; tested: both edges have passed, and the group has a dossier. */
async function withCase<T>(work: (job: Job) => Promise<T>, isTested = false): Promise<T> {
  const { db, close } = await openDatabase(':memory:')
  for (const migration of MIGRATIONS) await db.run(migration)
  await db.run(`insert into accounts (account_key, platform, account_id) values (0,'x','10'), (1,'x','11'), (2,'x','12')`)
  await db.run(
    `insert into networks values (1,'repost-60s','windowed-cooccurrence','repost','{"windowSeconds":60}',false,'distinct shared objects',3,2,9,3,4,'["<cap>"]',7)`,
  )
  await db.run(`insert into edges values (1,0,1,3,3,4,3,4,10000,2500,0,0,86400000,2,1), (1,1,2,2,2,2,2,2,4000,2000,1000,0,1000,1,1)`)
  await db.run(`insert into groups values ('G01',1,'leiden','{}','{}')`)
  await db.run(`insert into group_members values ('G01',0,1,3), ('G01',1,1,3)`)
  if (isTested) {
    await db.run(`update networks set params = '${JSON.stringify({ backbone: [{ tested: TESTED }] })}'`)
    await db.run(`insert into edge_tests values (1,0,1,'sittings',4,3,0.0009765625,0.03125), (1,1,2,'sittings',2,2,0.001,0.04)`)
    await db.run('insert into dossiers values ($1, $2)', ['G01', JSON.stringify({ standing: 'stands-out', baseline: GROUP_TESTS })])
  }
  const job: Job = { signal: new AbortController().signal, note: () => undefined, warn: () => undefined, db, rng: createRng(1), seed: 1 }
  try {
    return await work(job)
  } finally {
    close()
  }
}

const MEDIA: CaseMedia = {
  clusters: [
    {
      clusterId: 'M01',
      objectId: `pdq:${'0'.repeat(64)}`,
      copies: 2,
      accounts: 2,
      contents: 2,
      platforms: [{ platform: HANDLE, copies: 2 }],
      firstAtMs: 0,
      lastAtMs: 2500,
      halfAfterMs: 0,
      shown: [0, 1].map((accountKey) => ({
        post: {
          postKey: accountKey,
          postId: 'p',
          accountKey,
          atMs: 2500 * accountKey,
          text: HANDLE,
          fileSha256: 'ab',
          fileName: 'f',
          line: 7,
        },
        platform: HANDLE,
        sha256: accountKey === 0 ? 'cd' : null,
        width: accountKey === 0 ? 4 : null,
        height: accountKey === 0 ? 3 : null,
        distance: 5 * accountKey,
        how: accountKey === 0 ? '' : 'mirrored',
        delayMs: 2500 * accountKey,
        thumbnail: 'AAAA',
      })),
    },
  ],
  all: 1,
  files: { total: 1, rejected: 0, tooPlain: 0, unused: 0 },
  values: { total: 2, found: 2, ambiguous: 0 },
  notes: [],
}

async function written(id: string, subject: { networkId?: string; groupId?: string } = {}, isTested = false): Promise<Buffer> {
  return withCase(async (job) => {
    const sink = new PassThrough()
    const read = buffer(sink)
    const scratch = join(mkdtempSync(join(tmpdir(), 'out-')), 'scratch')
    const post = (accountKey: number, line: number) => ({
      postKey: line,
      postId: 'p',
      accountKey,
      atMs: 0,
      text: HANDLE,
      fileSha256: 'ab',
      fileName: 'f',
      line,
    })
    const pairs = [{ objectId: '-1+1', first: post(0, 1), second: post(1, 2), gapMs: 2000 }]
    const evidence = async () => [{ groupId: 'G01', networkId: 'repost-60s', a: 0, b: 1, weight: 3, allPairs: 1, pairs }]
    await OUTPUTS.find((output) => output.id === id)!.write(
      job,
      subject,
      { name: namer, dossiers: async () => [], texts: async () => TEXTS, media: async () => MEDIA, evidence, scratch },
      sink,
    )
    sink.end()
    return read
  }, isTested)
}

test('GraphML and GEXF are read back by readers that we did not write', async () => {
  for (const [id, read] of [
    ['graphml', (text: string) => graphml.parse(Graph, text)],
    ['gexf', (text: string) => gexf.parse(Graph, text)],
  ] as const) {
    const graph = read((await written(id)).toString())
    expect([id, graph.order, graph.size]).toEqual([id, 3, 2])
    expect(graph.getNodeAttribute('n0', 'label')).toBe('=cmd|<b a="1">&\ufffd[U+202E]')
    expect(graph.getNodeAttribute('n2', 'weighted_degree')).toBe(2)
    const edge = graph.edge('n0', 'n1')
    expect(graph.getEdgeAttribute(edge, 'weight')).toBe(3)
    // 10,000 ms over 4 pairs
    expect(graph.getEdgeAttribute(edge, 'gap_mean_seconds')).toBe(2.5)
    expect(graph.getEdgeAttribute(edge, 'last_at')).toBe('1970-01-02T00:00:00.000Z')
  }
})

test('families of near-same texts: a row each in CSV, formulas neutralised; whole in the JSON of the case', async () => {
  const [head, row] = (await written('csv-texts')).toString().split('\r\n')
  expect(head).toContain('family,counts,accounts,posts,texts,exact_share')
  expect(row).toContain('T01,false,2,3,2,0.6666666666666666,40,50,9,en 3 measured,1970-01-01T00:00:00.000Z,"\'=cmd')
  expect(row).toContain(",'=cmd ⟨1⟩,")
  expect(row?.endsWith("'=1+1")).toBe(true)
  const { textFamilies, textLinks } = JSON.parse((await written('json')).toString())
  expect(textFamilies).toMatchObject([{ familyId: 'T01', template: { slots: [{ distinct: 1 }] } }])
  expect(textLinks).toEqual([])
})

test('pictures: a row each copy in CSV, formulas neutralised; the JSON of the case has them without the pictures themselves', async () => {
  const [head, first, second] = (await written('csv-media')).toString().split('\r\n')
  expect(head).toBe(
    'picture,object,accounts,copies,account,platform,posted_at,after_seconds,change,distance,width,height,media_sha256,file,line',
  )
  expect(first).toContain(`M01,pdq:${'0'.repeat(64)},2,2,"'=cmd`)
  expect(first?.endsWith(',1970-01-01T00:00:00.000Z,0,,0,4,3,cd,ab,7')).toBe(true)
  expect(second?.endsWith(',1970-01-01T00:00:02.500Z,2.5,mirrored,5,,,,ab,7')).toBe(true)
  const { pictures } = JSON.parse((await written('json')).toString())
  expect(pictures).toMatchObject([{ clusterId: 'M01', shown: [{ thumbnail: null }, { how: 'mirrored', thumbnail: null }] }])
})

test('null, correction, tests and share kept go with the network; p and q with each edge; standing with the members of a group', async () => {
  for (const [id, read] of [
    ['graphml', (text: string) => graphml.parse(Graph, text)],
    ['gexf', (text: string) => gexf.parse(Graph, text)],
  ] as const) {
    const text = (await written(id, {}, true)).toString()
    const graph = read(text)
    expect(graph.getEdgeAttributes(graph.edge('n0', 'n1'))).toMatchObject({
      null_model: 'sittings',
      ...{ shared: 4, met: 3, p: 0.0009765625, q: 0.03125, weight: 3 },
    })
    expect(graph.getNodeAttributes('n0')).toMatchObject({ group_standing: 'stands-out', group_pairs_passed: 1, group_p_shuffle: 0.0625 })
    expect(graph.getNodeAttributes('n2').group_standing).toBeUndefined()
    if (id === 'graphml')
      expect(graph.getAttributes()).toMatchObject({
        null_model: 'sittings',
        correction: 'by',
        tests: '45',
        edges_kept: '2',
        edges_before: '3',
      })
    else expect(text).toContain('null_model: sittings; correction: by; alpha: 0.05; tests: 45; edges_kept: 2; edges_before: 3;')
    expect((await written(id, { groupId: 'G01' }, true)).toString()).toContain('group_tests')
    expect((await written(id)).toString()).toContain('none: edges are counts')
  }
  const lines = (await written('csv', {}, true)).toString().split('\r\n')
  expect(lines[0]).toMatch(/,null_model,shared,met,p,q$/)
  expect(lines[1]).toMatch(/,sittings,4,3,0\.0009765625,0\.03125$/)
  const network = JSON.parse((await written('json', { networkId: 'repost-60s' }, true)).toString())
  expect(network.about).toMatchObject({ null_model: 'sittings', tests: '45' })
  expect(network.edges[0].test).toEqual({ nullModel: 'sittings', shared: 4, met: 3, p: 0.0009765625, q: 0.03125 })
  const path = join(mkdtempSync(join(tmpdir(), 'out-')), 'e.parquet')
  writeFileSync(path, await written('parquet', {}, true))
  await withCase(async ({ db }) => {
    expect(await db.rows(`select met, q from read_parquet('${path}')`)).toEqual([
      { met: 3, q: 0.03125 },
      { met: 2, q: 0.04 },
    ])
  })
  const [head, row] = (await written('csv-groups', {}, true))
    .toString()
    .split('\r\n')
    .map((line) => line.split(','))
  const cell = (name: string) => row?.[head?.indexOf(name) as number]
  expect(['correction', 'alpha', 'pairs_tested', 'passed_sittings', 'tests_sittings', 'p_shuffle', 'p_curveball'].map(cell)).toEqual([
    'bh',
    '0.05',
    '1',
    '1',
    '45',
    '0.0625',
    '',
  ])
})

test('a group is its members and the edges inside it', async () => {
  const text = (await written('csv', { groupId: 'G01' })).toString()
  expect(text.split('\r\n')).toHaveLength(3)
  expect(text.split('\r\n')[1]).toBe(
    `"'=cmd|<b a=""1"">&\ufffd[U+202E]",a-1,3,3,4,3,4,2.5,2.5,0,1970-01-01T00:00:00.000Z,1970-01-02T00:00:00.000Z,2,1`,
  )
})

test('cells that a spreadsheet would run get an apostrophe; numbers stay numbers', () => {
  expect(['=1', '+1', '-1', '@a', '\ta', '\ra', '＝1'].map(csvCell).every((cell) => cell.replace('"', '').startsWith("'"))).toBe(true)
  expect([csvCell(-1), csvCell(null), csvCell('a,"b"')]).toEqual(['-1', '', '"a,""b"""'])
})

test('evidence carries file and line, its cells neutralised', async () => {
  const text = (await written('csv-evidence')).toString()
  expect(text).toContain(`,3,'-1+1,2,1970-01-01T00:00:00.000Z,`)
})

test('Parquet holds the same edges, and every output gives the same bytes twice', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'out-')), 'e.parquet')
  writeFileSync(path, await written('parquet'))
  await withCase(async ({ db }) => {
    expect(await db.rows(`select weight, pairs, gap_mean_seconds from read_parquet('${path}')`)).toEqual([
      { weight: 3, pairs: 4, gap_mean_seconds: 2.5 },
      { weight: 2, pairs: 2, gap_mean_seconds: 2 },
    ])
  })
  for (const { id } of OUTPUTS) expect([id, await written(id)]).toEqual([id, await written(id)])
})

test('JSON of a network parses and hides nothing that deceives', async () => {
  const text = (await written('json', { networkId: 'repost-60s' })).toString()
  expect(text).not.toMatch(/\u202e/)
  expect(JSON.parse(text).edges).toHaveLength(2)
})

test('an unknown network or group is said with what there is', async () => {
  await expect(written('csv', { networkId: 'x' })).rejects.toMatchObject({ problem: { code: 'usage/unknown-network' } })
  await expect(written('gexf', { groupId: "G'9" })).rejects.toMatchObject({ problem: { code: 'usage/unknown-group' } })
})

test('the key is made once, mode 600, apart from the case; names repeat and never meet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'key-'))
  const file = join(folder, 'config', 'k')
  const key = readKey(file, join(folder, 'case'))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readKey(file, join(folder, 'case'))).toEqual(key)
  expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  expect(() => readKey(join(folder, 'case', 'k'), join(folder, 'case'))).toThrow(/may not lie in the case/)
  expect(keyFileFor({ XDG_CONFIG_HOME: '/c', HOME: '/h' })).toBe('/c/lockstep/pseudonyms.key')
  // 60,000 names of 887 million: about two meet, sum n(n-1)/2/31^6
  const accounts = Array.from({ length: 60_000 }, (_, i) => ({ key: i, platform: 'x', id: String(i), handle: null }))
  const names = shortNames(accounts, Buffer.alloc(32, 1))
  expect(new Set(names.values()).size).toBe(60_000)
  expect(names.get(5)).toMatch(/^a-[2-9a-hjkmnp-z]{6}$/)
})
