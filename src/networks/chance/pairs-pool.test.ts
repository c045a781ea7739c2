import { expect, test } from 'vitest'
import { createQuiet } from '../../../samples/quiet.js'
import { cascadesOf, testSynchrony, testSynchronyOnThreads } from './index.js'

const cascades = cascadesOf(createQuiet({ accounts: 400, objects: 400, seed: 2 }))
const settings = { windowMs: 60_000, sittingMs: 1_800_000, leastLike: 20, minShared: 2, alpha: 0.05 }

test('one, two and three threads find the same for every null, with every pair tested once', async () => {
  const { signal } = new AbortController()
  for (const form of ['together', 'sittings', 'habit', 'rhythm', 'population'] as const) {
    const alone = testSynchrony(cascades, { ...settings, form })
    expect(alone.p.length).toBeGreaterThan(100)
    for (const threads of [1, 2, 3])
      expect(await testSynchronyOnThreads({ signal }, cascades, { ...settings, form }, undefined, { threads })).toEqual(alone)
  }
})

test('cancelled or failing: no result, and the threads end', async () => {
  const control = new AbortController()
  const found = testSynchronyOnThreads(control, cascades, { ...settings, form: 'habit' }, () => control.abort(), { threads: 2 })
  await expect(found).rejects.toThrow()
  const { signal } = new AbortController()
  const failing = () => {
    throw new Error('stop here')
  }
  await expect(testSynchronyOnThreads({ signal }, cascades, { ...settings, form: 'habit' }, failing, { threads: 2 })).rejects.toThrow(
    'stop here',
  )
})
