import { expect, test } from 'vitest'
import type { Dossier, SignalResult } from '../model/index.js'
import { compareSignals } from './evaluate-signals.js'
import type { AccountLabel } from './labels.js'

const label = (kind: AccountLabel['kind'], behaviours: string[]): AccountLabel => ({ label: kind, kind, strength: '', behaviours })
const CREW = label('operation', ['automation', 'isolation'])
const FEEDS = label('look-alike', ['automation'])
const FANS = label('look-alike', [])
const REST = label('background', [])
// crew 1–4, feeds 5–8, fans 9–12, background 20–23
const labels = new Map<number, AccountLabel>(
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 21, 22, 23].map((key) => [key, key < 5 ? CREW : key < 9 ? FEEDS : key < 13 ? FANS : REST]),
)
const groups: [string, string, number[]][] = [
  ['G01', 'operation', [1, 2, 3, 4]],
  ['G02', 'operation', [1, 2, 20, 21]], // half of it: carries
  ['G03', 'mixed', [1, 20, 40]], // one of three: does not carry
  ['G04', 'look-alike', [5, 6, 7]],
  ['G05', 'look-alike', [9, 10, 11]],
  ['G06', 'background', [20, 21, 22]],
  ['G07', 'operation', [1, 3]],
]
const dossiers = groups.map(([groupId, , members]) => ({ group: { groupId, members } }) as unknown as Dossier)
const kinds = groups.map(([groupId, kind]) => ({ groupId, kind }))
const results = (signalId: string, fires: readonly (boolean | null)[]) =>
  fires.map(
    (isNotable, i) =>
      ({
        signalId,
        groupId: groups[i]?.[0],
        status: isNotable === null ? 'too-little' : 'measured',
        qValue: isNotable === null ? null : isNotable ? 0.01 : 0.9,
        isNotable: isNotable === true,
      }) as unknown as SignalResult,
  )

test('rates by hand: half of the members carry; what was not measured counts apart', () => {
  const said = compareSignals(
    [
      ...results('automation', [true, false, true, true, true, false, null]),
      ...results('isolation', [true, null, null, null, null, null, null]),
    ],
    dossiers,
    kinds,
    labels,
  )
  // carry automation: G01, G02, G04, G07 (not measured); fires on G01, G03, G04, G05
  expect(said?.signals[0]).toMatchObject({
    signalId: 'automation',
    measured: 6,
    notMeasured: { carrying: 1, others: 0 },
    precision: { hits: 2, of: 4, share: 0.5 },
    recall: { hits: 2, of: 3 },
    without: { hits: 2, of: 3 },
    lookAlikes: { hits: 2, of: 2 },
    background: { hits: 0, of: 1 },
  })
  // Wilson of 2 of 4: (0.5 + 3.8415/8 ± 1.96·sqrt(0.25/4 + 3.8415/64)) / (1 + 3.8415/4) = (0.9802 ± 0.6859) / 1.9604
  expect(said?.signals[0]?.precision.low).toBeCloseTo(0.15, 3)
  expect(said?.signals[0]?.precision.high).toBeCloseTo(0.85, 3)
  expect(said?.signals[1]).toMatchObject({
    signalId: 'isolation',
    measured: 1,
    notMeasured: { carrying: 2, others: 4 },
    precision: { hits: 1, of: 1 },
    recall: { hits: 1, of: 1 },
    lookAlikes: { hits: 0, of: 0, share: null },
  })
  expect(said?.unknown).toEqual([])
})

test('no column, or no signals in the case: nothing is said; a behaviour without a signal is named', () => {
  const plain = new Map([[1, { label: 'crew', kind: 'operation', strength: '' } as const]])
  expect(compareSignals(results('automation', [true]), dossiers, kinds, plain)).toBeNull()
  expect(compareSignals([], dossiers, kinds, labels)).toBeNull()
  const other = new Map([...labels, [9, label('look-alike', ['juggling', 'automation'])] as const])
  expect(compareSignals(results('automation', [true]), dossiers, kinds, other)?.unknown).toEqual(['juggling'])
})
