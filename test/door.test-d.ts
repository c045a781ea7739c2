/** The public door, as a caller sees it: names and types that may not change by accident. */

import {
  buildNetwork,
  type Case,
  createCase,
  type Dossier,
  evaluate,
  findGroups,
  formatDuration,
  importFiles,
  investigate,
  type LedgerEntry,
  type NetworkInfo,
  openCase,
  type Problem,
  ProblemError,
  parseDuration,
  type World,
  writeDossiers,
} from 'lockstep'
import { expectTypeOf, test } from 'vitest'

test('a case is opened by path and mode', () => {
  expectTypeOf(openCase).parameter(0).toEqualTypeOf<string>()
  expectTypeOf(openCase).returns.resolves.toEqualTypeOf<Case>()
  expectTypeOf(createCase).returns.resolves.toEqualTypeOf<Case>()
  expectTypeOf<Case['ledger']>().returns.resolves.toEqualTypeOf<LedgerEntry[]>()
  expectTypeOf<Case['path']>().toBeString()
})

test('the world is handed in', () => {
  expectTypeOf<World['signal']>().toEqualTypeOf<AbortSignal>()
  expectTypeOf<World['now']>().returns.toBeString()
  // @ts-expect-error a mode is needed
  expectTypeOf(openCase).toBeCallableWith('harbour')
})

test('a problem carries its four parts', () => {
  expectTypeOf<Problem['what']>().toBeString()
  expectTypeOf<Problem['fix']>().toBeString()
  expectTypeOf<Problem['unchanged']>().toBeString()
  expectTypeOf<ProblemError['problem']>().toEqualTypeOf<Problem>()
  expectTypeOf(ProblemError).toBeConstructibleWith({ code: 'usage/x', what: '', fix: '', unchanged: '' })
})

test('durations', () => {
  expectTypeOf(parseDuration).toBeCallableWith('60s')
  expectTypeOf(formatDuration).returns.toBeString()
})

test('the verbs take the world first, then the case', () => {
  expectTypeOf(importFiles).parameter(0).toEqualTypeOf<World>()
  expectTypeOf(importFiles).parameter(1).toEqualTypeOf<Case>()
  expectTypeOf(buildNetwork).returns.resolves.toEqualTypeOf<NetworkInfo>()
  expectTypeOf(writeDossiers).returns.resolves.toEqualTypeOf<Dossier[]>()
  expectTypeOf(findGroups).parameter(2).toHaveProperty('networkId')
  expectTypeOf(evaluate).parameter(2).toExtend<{ labelsPath: string }>()
  expectTypeOf(investigate).parameter(1).toEqualTypeOf<readonly string[]>()
})
