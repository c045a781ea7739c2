import type { NetworkInfo } from './network.js'

/** What edges or pairs were tested against, corrected for how many tests, and how many passed of how many. */
export interface Tested {
  /** Id of the null model. */
  readonly nullModel: string
  readonly correction: string
  /** Level of the corrected test; null where it is left to the reader. */
  readonly alpha: number | null
  readonly tests: number
  /** Null where nothing passes or fails: p is shown. */
  readonly passed: number | null
  readonly of: number
}

/** The last test that a network's edges went through; null when they are counts that nothing was tested against. */
export function testOf({ params }: Pick<NetworkInfo, 'params'>): Tested | null {
  const steps = (params.backbone ?? []) as readonly { readonly tested?: Tested }[]
  return steps.findLast((step) => step.tested !== undefined)?.tested ?? null
}
