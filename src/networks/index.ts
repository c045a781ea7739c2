/** networks (4): traces → weighted edges between accounts. One folder per method, one line in the list. */

import type { NetworkInfo } from '../model/index.js'
import { coordinationNetworkToolkit } from './coordination-network-toolkit/index.js'
import { coortweet } from './coortweet/index.js'
import { fastRepost } from './fast-repost/index.js'
import { luceri2024, merged } from './merged/index.js'
import type { NetworkMethod } from './method.js'
import { pacheco2021, similarity } from './similarity/index.js'
import type { TakingPart } from './taking-part.js'
import { windowedCooccurrence } from './windowed-cooccurrence/index.js'

export { BACKBONE_METHODS, type BackboneMethod, coreOf, keepEdges, writeBackbone } from './backbone/index.js'
export * from './chance/index.js'
export type { BuiltNetwork, NetworkMethod } from './method.js'
export { type EdgeColumns, largestOf, type SharedData, type SharedLayer } from './shared-data.js'
export type { TakingPart } from './taking-part.js'

/** Parameters are checked by `readParams` against the method's own description before `build` sees them. */
export const NETWORK_METHODS: readonly NetworkMethod[] = [
  windowedCooccurrence,
  coortweet,
  coordinationNetworkToolkit,
  similarity,
  fastRepost,
  merged,
  pacheco2021,
  luceri2024,
] as unknown as readonly NetworkMethod[]

/** Which traces take part in a network of a case; of a method that is not known here, all. */
export function takingPart({ method, params }: Pick<NetworkInfo, 'method' | 'params'>): TakingPart {
  const made = NETWORK_METHODS.find(({ id }) => id === method)
  return made?.takesPart?.(params) ?? (params as TakingPart)
}
