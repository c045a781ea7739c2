import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import type { CaseMedia, CaseTexts, Dossier, MediaCopy } from '../../model/index.js'
import type { Namer } from '../output.js'
import { type FullDossier, inReportOrder, type ReportData, renderReport } from './index.js'

const HOSTILE = '<script>window.hit=1</script>"\'><img src=x onerror=window.hit=1> \u202egnp.exe\u0007 \ud800 https://evil.example/x'
const T0 = Date.UTC(2026, 2, 2)
const namer: Namer = Object.assign((key: number) => (key === 1 ? HOSTILE : `a-name${key}`), {
  isRevealed: false,
  reason: null,
  keyId: 'abc123',
  object: (_: string, id: string) => id,
  text: (text: string) => text,
})

const EXAMPLE = { postKey: 1, postId: 'p1', accountKey: 1, atMs: T0, text: HOSTILE, fileSha256: 'ab'.repeat(32), fileName: 'x', line: 7 }
/** One family with a hostile text in every place that a text can stand. */
const TEXTS: CaseTexts = {
  params: {},
  seed: 7,
  all: 1,
  linkTests: 3,
  model: null,
  notes: ['a note'],
  links: [
    {
      ...{ a: 'T01', b: 'T02', languages: ['en', 'es'], p: 1e-5, q: 3e-5, cosine: 0.9 },
      shared: [{ kind: 'link', object: HOSTILE, families: 2 }],
    },
  ],
  families: [
    {
      ...{ familyId: 'T01', objectId: HOSTILE, text: HOSTILE, posts: 9, accounts: 8, texts: 3, exactShare: 0.5, letters: 60 },
      ...{
        rarityBits: 88,
        neededBits: 31,
        languages: [{ language: 'en', posts: 9, how: 'measured' }],
        first: EXAMPLE,
        lastMs: T0 + 60_000,
      },
      ...{ medianDelayMs: 9000, spread: { fromMs: T0, bucketMs: 10_000, posts: [3, 0, 6] }, validated: [], kin: null },
      cascade: { p: 0.001, q: 0.02, medianGapMs: 1000, likeGapMs: 9000, like: 30 },
      groups: [{ groupId: 'G01', members: 4, standing: 'stands-out' }],
      ordinary: [{ id: 'x', unit: 'share', what: 'posts', value: 0.2, baseline: 0.1, baselineIs: 'of all posts', means: 'an app' }],
      ...{
        counts: true,
        why: ['its words are rare'],
        examples: [EXAMPLE, { ...EXAMPLE, text: `${HOSTILE} and more` }],
        quotes: 1,
        quotedIn: [EXAMPLE],
      },
      template: {
        parts: [{ text: HOSTILE }, { slot: 0 }, { text: ' and ' }, { slot: 1 }],
        slots: [0, 1].map(() => ({
          form: 'words',
          isChoice: true,
          distinct: 2,
          values: [
            { value: HOSTILE, texts: 2, posts: 5 },
            { value: '', texts: 1, posts: 4 },
          ],
        })),
        spin: { slots: [0, 1], possible: 4, seen: 3, mutualBits: 0.1, expectedBits: 0.1, mostBits: 2, p: 0.5, isIndependent: true },
        ...{ texts: 3, ofTexts: 3, departing: 1, respelled: 1, cut: 1, bitsShare: 0.5 },
      },
    },
  ],
}

function dossier(n: number, standing: Dossier['standing'], size = 8): Dossier {
  const members = Array.from({ length: size }, (_, i) => i + 1)
  const edges = members.slice(1).flatMap((b, i) => [{ a: 1, b, weight: 9 - (i % 7), pairs: 12, gapMedianMs: 11_000 }])
  const groupId = `G${String(n).padStart(2, '0')}`
  const range = { low: 0, median: 1, high: 2, draws: 1000 }
  return {
    group: {
      groupId,
      networkKey: 1,
      networkId: 'repost-60s',
      method: 'leiden',
      members,
      measures: {
        size,
        edges: edges.length,
        density: 0.25,
        weightMin: 3,
        weightMedian: 5,
        weightMax: 9,
        edgeSymmetry: 0.9,
        coordinatedTraces: 40,
        memberTraces: 60,
        objects: 9,
        firstAtMs: T0,
        lastAtMs: T0 + 86_400_000,
        gapMedianMs: 11_000,
        spreadMemberTraces: 40,
        spreadAllTraces: 80,
        gaps: [],
      },
    },
    network: {
      networkKey: 1,
      networkId: 'repost-60s',
      method: 'windowed-cooccurrence',
      trace: 'repost',
      params: { windowSeconds: 60 },
      isDirected: false,
      weightMeans: 'distinct shared objects',
      accounts: 48,
      edges: 100,
      tracesRead: 6000,
      accountsRead: 900,
      objectsRead: 800,
      notes: [],
      seed: 7,
    },
    status: 'draft',
    statusWhy: null,
    answers: {},
    standing,
    isFragile: n === 2,
    summary: `The accounts share 9 posts; equally active accounts share 0 to 2 (${n}).`,
    baseline: [{ name: 'shared objects per pair', measured: { value: 6, unit: 'objects', baseline: range, pValue: 0.001 } }],
    explanations: [
      {
        id: 'breaking-news',
        question: 'Did everybody post this at that time?',
        answer: 'does-not-fit',
        numbers: [],
        missing: [],
        sentence: 'Members made 80 % of the traces.',
      },
      {
        id: 'organisation',
        question: 'Do they openly belong together?',
        answer: 'not-in-data',
        numbers: [],
        missing: [],
        sentence: 'Not in this file.',
      },
    ],
    robustness: [{ setting: 'window 30s', membersKept: size - 1, members: size, holds: true }],
    topObjects: [{ objectId: HOSTILE, memberTraces: 8, allTraces: 10, members: 8, firstAtMs: T0, medianGapMs: 9000 }],
    timeline: {
      fromMs: T0,
      bucketMs: 3_600_000,
      member: Array.from({ length: 24 }, (_, i) => (i % 5 === 0 ? 8 : 0)),
      all: Array.from({ length: 24 }, (_, i) => 20 + i),
    },
    gaps: [
      { upToMs: 10_000, pairs: 30 },
      { upToMs: 60_000, pairs: 12 },
    ],
    edges,
    limits: ['Only reposts were read.'],
  }
}

function full(d: Dossier): FullDossier {
  const post = (key: number, line: number) => ({
    postKey: line,
    postId: `p${line}`,
    accountKey: key,
    atMs: T0 + line,
    text: HOSTILE,
    fileSha256: 'ab'.repeat(32),
    fileName: 'x',
    line,
  })
  return {
    dossier: d,
    activity: {
      fromMs: T0,
      toMs: T0 + 86_400_000,
      columns: 160,
      members: d.group.members.map((key) => ({
        key,
        traces: 9,
        cells: [
          [3, 1],
          [40, 2],
          [90, 5],
        ] as const,
      })),
    },
    written: [{ familyId: 'T01', members: 4, posts: 5, examples: TEXTS.families[0]!.examples }],
    evidence: [
      {
        groupId: d.group.groupId,
        networkId: 'repost-60s',
        a: 1,
        b: 2,
        weight: 9,
        allPairs: 1,
        pairs: [{ objectId: HOSTILE, first: post(1, 10), second: post(2, 20), gapMs: 10 }],
      },
    ],
  }
}

/** A WebP of one pixel. */
const WEBP = 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='

function pictures(): CaseMedia {
  const copy = (key: number, distance: number, how: string): MediaCopy => ({
    post: {
      postKey: key,
      postId: `p${key}`,
      accountKey: key,
      atMs: T0 + key * 1000,
      text: HOSTILE,
      fileSha256: 'ab'.repeat(32),
      fileName: 'x',
      line: key,
    },
    platform: HOSTILE,
    sha256: String(key).repeat(64),
    width: 400,
    height: 300,
    distance,
    how,
    delayMs: (key - 1) * 1000,
    thumbnail: WEBP,
  })
  const shown = [copy(1, 0, ''), copy(2, 12, 'mirrored'), { ...copy(3, 30, ''), sha256: null, width: null, height: null, thumbnail: null }]
  return {
    clusters: [
      {
        clusterId: 'M01',
        objectId: `pdq:${'0'.repeat(64)}`,
        copies: 9,
        accounts: 3,
        contents: 3,
        platforms: [{ platform: HOSTILE, copies: 9 }],
        firstAtMs: T0 + 1000,
        lastAtMs: T0 + 9000,
        halfAfterMs: 1000,
        shown,
      },
    ],
    all: 4,
    files: { total: 7, rejected: 1, tooPlain: 1, unused: 2 },
    values: { total: 12, found: 9, ambiguous: 1 },
    notes: ['1 files were rejected, each with its reason'],
  }
}

function report(dossiers: Dossier[]): ReportData {
  return {
    title: 'harbour <b>',
    question: 'Who acts together?',
    version: '0.0.0',
    name: namer,
    data: {
      files: [
        {
          sha256: 'ab'.repeat(32),
          name: HOSTILE,
          format: 'csv',
          recordKind: 'posts',
          rowsRead: 100,
          rowsKept: 98,
          rowsMerged: 0,
          rowsRejected: 2,
          dropped: ['phone'],
        },
      ],
      posts: 98,
      accounts: 30,
      fromMs: T0,
      toMs: T0 + 86_400_000,
      bucketMs: 3_600_000,
      perBucket: Array.from({ length: 25 }, (_, i) => (i % 7) * 3),
      traces: [
        { trace: 'repost', title: 'Reposts', traces: 60, accounts: 20, objects: 9, isInData: true },
        { trace: 'media', title: 'Media', traces: 0, accounts: 0, objects: 0, isInData: false },
      ],
      gaps: ['No follower data.'],
    },
    signals: [],
    cards: {
      signals: [],
      networks: [
        {
          id: 'windowed-cooccurrence',
          title: 'Windowed co-occurrence',
          what: 'Ties accounts.',
          params: { windowSeconds: { kind: 'duration', default: 60, meaning: 'The largest gap.', larger: 'More ties.' } },
          references: [{ text: 'Keller 2020', doi: '10.1/x' }],
        },
      ],
      groups: [],
      traces: [{ id: 'repost', title: 'Reposts', objectMeans: 'the post', normalisedHow: 'as given', ordinary: 'fans.' }],
    },
    groupParams: {},
    scans: [],
    media: pictures(),
    views: [],
    texts: TEXTS,
    networks: [dossier(1, 'explained').network],
    dossiers: inReportOrder(dossiers),
    full: async (d) => full(d),
    ledger: [
      {
        entry: 1,
        asked: { verb: 'import', params: { file: HOSTILE }, version: '0', seed: 0, at: '', inputs: ['ab'.repeat(32)] },
        done: { counts: { posts: 98 }, warnings: [], resultHash: 'cd'.repeat(32) },
        previous: '',
        hash: '',
      },
    ],
  }
}
const THREE = () => report([dossier(1, 'not-beyond-chance'), dossier(2, 'explained'), dossier(3, 'stands-out', 40)])

test('the same data give the same bytes; what stands out comes first', async () => {
  const text = await renderReport(THREE())
  expect(await renderReport(THREE())).toBe(text)
  expect(text.indexOf('id="G03"')).toBeLessThan(text.indexOf('id="G02"'))
  expect(text.indexOf('id="G02"')).toBeLessThan(text.indexOf('id="G01"'))
})

test('nothing of what others wrote becomes markup, and overrides are seen', async () => {
  const text = await renderReport(THREE())
  expect(text).not.toMatch(
    /<script|<img(?! src="data:image\/webp;base64,[A-Za-z0-9+/=]+" alt=")|href="http|<(?!img )[a-z]+ [^>]*src=|\u202e|\u0007/,
  )
  expect(text).toContain('[U+202E]')
})

test('a thousand groups stay under 5 MB and the rest is said plainly', async () => {
  const text = await renderReport(report(Array.from({ length: 1000 }, (_, i) => dossier(i + 1, 'stands-out', 120))))
  expect(Buffer.byteLength(text)).toBeLessThan(5_000_000)
  expect(text).toContain('in the table above only')
  expect(text).toContain('G1000')
})

test('pictures stand side by side with their distance; hashes alone have no picture; without media there is no section', async () => {
  const text = await renderReport(report([dossier(1, 'explained')]))
  expect([...text.matchAll(/<img src="data:image\/webp;base64,/g)]).toHaveLength(2)
  expect(text).toContain('mirrored; 12 of 256 bits from the first')
  expect(text).toContain('a hash only')
  expect(text).toContain('<a href="#pictures">')
  const without = await renderReport({ ...report([dossier(1, 'explained')]), media: null })
  expect(without).not.toContain('id="pictures"')
})

test('no group is a result, said in words', async () => {
  expect(await renderReport(report([]))).toContain('No group passed the settings')
})

const CHROMIUM = '/usr/bin/chromium'
test.skipIf(!existsSync(CHROMIUM) && !process.env.CI)(
  'a real browser: no request, no fault, no script, nothing wider than a phone, axe finds nothing; on paper what is folded is open',
  async () => {
    const out = join('.tmp', 'report')
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, 'report.html'), await renderReport(THREE()))
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    try {
      for (const width of [1280, 390])
        for (const colorScheme of ['light', 'dark'] as const) {
          const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
          const page = await context.newPage()
          const seen: string[] = []
          page.on('request', (request) => seen.push(request.url()))
          page.on('console', (message) => seen.push(message.text()))
          page.on('pageerror', (error) => seen.push(error.message))
          await page.goto(`file://${join(process.cwd(), out, 'report.html')}`)
          await page.emulateMedia({ media: 'print', colorScheme })
          const all = (of: string) => page.evaluate(`[...document.querySelectorAll("${of}")].every((part) => part.checkVisibility())`)
          expect([await all('details td:not(.again td)'), await all('.again td')]).toEqual([true, false])
          await page.emulateMedia({ media: 'screen', colorScheme })
          await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true')
          expect(seen.filter((what) => !/^(file|data):/.test(what))).toEqual([])
          expect(await page.evaluate('[document.documentElement.scrollWidth <= window.innerWidth, "hit" in window]')).toEqual([true, false])
          const filter = () => page.evaluate('getComputedStyle(document.querySelector(".shots img")).filter')
          expect(await filter()).toBe('blur(14px)')
          await page.focus('.shots input')
          await page.keyboard.press('Space')
          expect(await filter()).toBe('none')
          await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
          const found = await page.evaluate(
            'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))',
          )
          expect(found).toEqual([])
          await page.screenshot({ path: join(out, `${width}-${colorScheme}.png`), fullPage: true })
          if (width === 1280 && colorScheme === 'light') await page.pdf({ path: join(out, 'report.pdf'), preferCSSPageSize: true })
          await context.close()
        }
    } finally {
      await browser.close()
    }
  },
  180_000,
)
