import { expect, test } from 'vitest'
import { GROUP_METHODS, type Graph } from '../groups/index.js'
import { createRng } from '../statistics/index.js'
import { groupsBeside, settingsBeside } from './other-settings.js'
import { robustnessOf, viewOfMembers } from './robustness.js'
import { RULE_DEFAULTS } from './rules.js'
import { makeTraceIndex } from './trace-index.js'

const SECOND = 1000
const rng = () => createRng(3)
const components = GROUP_METHODS.find((one) => one.id === 'components')
const search = { minSize: 2, find: (graph: Graph) => components?.find(graph, { minSize: 2 }, rng()) ?? new Int32Array(0) }

/** Rows of [object, account, seconds]. */
function indexOf(rows: readonly (readonly [number, number, number])[]) {
  const list = [...rows].sort((x, y) => x[0] - y[0] || x[2] - y[2] || x[1] - y[1])
  return makeTraceIndex({
    object: Int32Array.from(list, (row) => row[0]),
    account: Int32Array.from(list, (row) => row[1]),
    atMs: Float64Array.from(list, (row) => row[2] * SECOND),
    post: Int32Array.from(list, (_, i) => i),
  })
}

function robust(rows: readonly (readonly [number, number, number])[], members: readonly number[], isSearched = true) {
  const index = indexOf(rows)
  const [windowMs, minWeight] = [60 * SECOND, 2]
  const beside = groupsBeside(index, isSearched ? search : 'not tested', { windowMs, minWeight, budget: 1e8 }, rng(), () => undefined)
  const view = viewOfMembers(index, members, rng())
  const setting = { windowMs, minWeight, topObject: 0, busiestMember: members[0] as number }
  return robustnessOf(index, members, view, setting, { beside, otherSeed: null }, RULE_DEFAULTS)
}

const lines = (found: ReturnType<typeof robust>) =>
  found.settings.map(
    (one) =>
      `${one.setting}: ${one.membersKept}/${one.members}${one.jaccard === undefined ? '' : ` ${one.jaccard.toFixed(2)}`} ${one.holds}`,
  )

test('settings beside 60 s and two objects; one object is the least; without a window only thresholds', () => {
  expect(settingsBeside(60_000, 2).map((one) => [one.name, one.isNext])).toEqual([
    ['window 30s', true],
    ['window 2m', true],
    ['window 5m', false],
    ['window 10m', false],
    ['minimum weight 1', true],
    ['minimum weight 3', true],
  ])
  expect(
    settingsBeside(60_000, 1)
      .map((one) => one.name)
      .slice(4),
  ).toEqual(['minimum weight 2'])
  expect(settingsBeside(Number.POSITIVE_INFINITY, 2).map((one) => one.name)).toEqual([
    'at least 1 shared object',
    'at least 3 shared objects',
  ])
})

test('a ring that meets on four objects within ten seconds holds everywhere; a member that meets on two, 50 s late, is fragile', () => {
  const rows = [0, 1, 2, 3].flatMap((object) => [0, 1, 2].map((account) => [object, account, 1000 * object + 5 * account] as const))
  const late = [0, 1].map((object) => [object, 3, 1000 * object + 50] as const)
  const found = robust([...rows, ...late], [0, 1, 2, 3])
  expect(lines(found)).toEqual([
    // Account 3 is 40 s from account 2: lost at 30 s (3 of 4) and at three objects; 3 of 4 is a Jaccard index of 0.75.
    'window 30s: 3/4 0.75 true',
    'window 2m: 4/4 1.00 true',
    'window 5m: 4/4 1.00 true',
    'window 10m: 4/4 1.00 true',
    'minimum weight 1: 4/4 1.00 true',
    'minimum weight 3: 3/4 0.75 true',
    'without the top object: 3/4 true',
    'without the busiest member: 3/3 true',
  ])
  expect(found.isFragile).toBe(false)
  expect(found.members).toEqual([
    // The busiest member is tried in seven settings.
    { share: 1, isFragile: false },
    { share: 1, isFragile: false },
    { share: 1, isFragile: false },
    { share: 5 / 8, isFragile: true },
  ])
})

test('a group that a longer window and a shorter one both lose lives at one window only, though its members stay together', () => {
  // Two pairs met 45 s apart on three objects; within two minutes everybody is joined to a crowd of six.
  const rows = [0, 1, 2].flatMap((object) => [
    [object, 0, 1000 * object] as const,
    [object, 1, 1000 * object + 45] as const,
    ...[2, 3, 4, 5, 6, 7].map((account) => [object, account, 1000 * object + 150 + account] as const),
  ])
  const found = robust(rows, [0, 1])
  expect(lines(found).slice(0, 3)).toEqual(['window 30s: 0/2 0.00 false', 'window 2m: 2/2 0.25 false', 'window 5m: 2/2 0.25 false'])
  expect(found.isFragile).toBe(true)
  // Each stays in the larger group: what is lost is the group, not the member.
  expect(found.members.map((one) => one.isFragile)).toEqual([false, false])
})

test('where the network cannot be made anew members alone are counted, at stricter settings only', () => {
  const rows = [0, 1, 2].flatMap((object) => [0, 1, 2].map((account) => [object, account, 1000 * object + 20 * account] as const))
  const found = robust(rows, [0, 1, 2], false)
  expect(lines(found)).toEqual([
    'window 30s: 3/3 true',
    'minimum weight 3: 3/3 true',
    'without the top object: 3/3 true',
    'without the busiest member: 2/2 true',
  ])
  // 45 s apart and on two objects: lost at the shorter window and at the higher threshold alike.
  const loose = robust(
    [0, 1].flatMap((object) => [0, 1].map((account) => [object, account, 1000 * object + 45 * account] as const)),
    [0, 1],
    false,
  )
  expect(loose.isFragile).toBe(true)
  expect(loose.members).toEqual([
    { share: 0, isFragile: true },
    { share: 0, isFragile: true },
  ])
})

test('pairs beyond the budget: the setting is left out, and said', () => {
  const rows = [0, 1, 2].flatMap((object) => [0, 1, 2, 3].map((account) => [object, account, 1000 * object + account] as const))
  const work = { windowMs: 60_000, minWeight: 2, budget: 100 }
  expect(groupsBeside(indexOf(rows), search, work, rng(), () => undefined)).toEqual({
    tried: [],
    why: settingsBeside(60_000, 2).map((one) => `${one.name} was not tried: too many pairs of posts`),
  })
})
