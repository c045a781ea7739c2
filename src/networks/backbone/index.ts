/** backbone: which edges of a network stay, by a stated test. One file per method, one line in the list. */
import { centrality } from './centrality.js'
import { disparity } from './disparity.js'
import type { BackboneMethod } from './edges.js'
import { kCore } from './k-core.js'
import { noiseCorrected } from './noise-corrected.js'
import { percentile } from './percentile.js'
import { weight } from './weight.js'

export { centrality } from './centrality.js'
export { type BackboneMethod, keepEdges } from './edges.js'
export { coreOf } from './k-core.js'
export { centralAccounts, writeBackbone } from './store.js'

export const BACKBONE_METHODS = [disparity, noiseCorrected, weight, percentile, kCore, centrality] as unknown as readonly BackboneMethod[]
