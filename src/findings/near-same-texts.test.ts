/** Whole cases of near-same texts: what a program, a share button or a chain letter writes is no evidence by itself, testimonials told at one call are. */
import { expect, test } from 'vitest'
import type { Dossier } from '../model/index.js'
import { createRng, type Rng, shuffle } from '../statistics/index.js'
import { makeDossiers } from './dossier.js'
import { type TestPost, testCase } from './test-case.js'

const DAY = 86_400
const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i)
const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.below(list.length)] as T
const slow = (rng: Rng, medianSeconds: number) =>
  Math.round(medianSeconds * Math.exp(1.2 * (rng.next() + rng.next() + rng.next() + rng.next() - 2)))
const SYLLABLES = 'ba de fi go hu ka le mi no pu ra se ti vo wu'.split(' ')
const words = (rng: Rng, count: number) =>
  range(count)
    .map(() =>
      range(2 + rng.below(3))
        .map(() => pick(rng, SYLLABLES))
        .join(''),
    )
    .join(' ')

/** 150 sayings, lyrics and headlines, each passed on by some of 300 accounts (100 … 399) at their own pace, with a word of their own. */
function sayings(rng: Rng): TestPost[] {
  return range(150).flatMap(() => {
    const saying = words(rng, 16)
    const began = Math.floor(rng.next() * 30 * DAY)
    return range(3 + rng.below(12)).map(() => ({
      account: 100 + rng.below(300),
      atSeconds: began + slow(rng, 7200),
      text: `${saying} ${pick(rng, ['', 'so true', '🙂', 'read this', '!!!'])}`,
    }))
  })
}

/** 60 accounts (0 … 59) whose app reports four things a day in fixed frames, at an hour that each has chosen. */
function weatherBots(rng: Rng): TestPost[] {
  const frames = range(4).map(() => [words(rng, 8), words(rng, 8)] as const)
  return range(60).flatMap((account) => {
    const at = rng.below(DAY)
    return range(20).flatMap((day) =>
      frames.map(([before, after], f) => ({
        account,
        atSeconds: day * DAY + ((at + f * 3600) % DAY) + rng.below(600),
        text: `${before} ${1 + rng.below(30)}° ${after} ${rng.below(100)} %`,
      })),
    )
  })
}

/** 8 of the accounts 60 … 69 tell each of 12 frames within 40 s, with other names. */
function testimonials(rng: Rng): TestPost[] {
  return range(12).flatMap((task) => {
    const [before, after] = [words(rng, 12), words(rng, 12)]
    const call = task * 2 * DAY + 1000 * rng.below(40)
    return shuffle(range(10, 60), rng)
      .slice(0, 8)
      .map((account) => ({
        account,
        atSeconds: call + rng.below(40),
        text: `i am ${words(rng, 1)} ${before} ${words(rng, 1)} ${after}`,
      }))
  })
}

async function dossierOf(posts: readonly TestPost[], trace: 'exact-text' | 'near-duplicate-text', members: readonly number[]) {
  const kase = await testCase(posts, trace)
  try {
    const { edges } = await kase.db.row<{ edges: number }>(
      `select count(*) as edges from edges where account_a in (${members}) and account_b in (${members})`,
    )
    if (edges === 0) return { edges, dossier: null }
    const [dossier] = await makeDossiers(kase.job, [await kase.group('G01', members)], [kase.network])
    return { edges, dossier: dossier as Dossier }
  } finally {
    kase.close()
  }
}

test('testimonials told at one call stand out; exact comparison sees none of them', async () => {
  const rng = createRng('testimonials')
  const posts = [...sayings(rng), ...testimonials(rng)]
  expect((await dossierOf(posts, 'exact-text', range(10, 60))).edges).toBe(0)
  const { edges, dossier } = await dossierOf(posts, 'near-duplicate-text', range(10, 60))
  expect(edges).toBe(45)
  expect(dossier?.standing).toBe('stands-out')
})

test('bots that report the weather in one frame, each at its own hour, do not stand out, though they share every family', async () => {
  const rng = createRng('weather')
  const posts = [...sayings(rng), ...weatherBots(rng)]
  const { edges, dossier } = await dossierOf(posts, 'near-duplicate-text', range(60))
  expect(edges).toBeGreaterThan(0)
  expect(dossier?.standing).not.toBe('stands-out')
})

test('whoever happens to meet over sayings, lyrics and headlines does not stand out', async () => {
  for (const seed of range(3)) {
    const rng = createRng(`sayings ${seed}`)
    const posts = sayings(rng)
    const { edges, dossier } = await dossierOf(posts, 'near-duplicate-text', range(300, 100))
    if (edges > 0) expect(dossier?.standing).not.toBe('stands-out')
  }
})
