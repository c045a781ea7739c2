/** Which network and which group method: asked in the same words by every verb that takes them. */
import { GROUP_METHODS, type GroupMethod } from '../groups/index.js'
import type { NetworkInfo } from '../model/index.js'
import { NETWORK_METHODS, type NetworkMethod } from '../networks/index.js'
import type { Case } from '../store/index.js'
import { chooseById } from './choose.js'
import { listNetworks } from './network.js'

/** @throws ProblemError `usage/unknown-network` */
export function networkNamed(networks: readonly NetworkInfo[], networkId: string): NetworkInfo {
  const see =
    networks.length === 0
      ? 'this case has no network yet: build one with lockstep network'
      : `its networks are: ${networks.map((each) => each.networkId).join(', ')}`
  return chooseById('network', networkId, networks, (each) => each.networkId, see)
}

/** The network with the method that made it. @throws ProblemError `usage/unknown-network`, `usage/unknown-method` */
export async function builtNetwork(kase: Case, networkId: string): Promise<{ network: NetworkInfo; builder: NetworkMethod }> {
  const network = networkNamed(await listNetworks(kase), networkId)
  const builder = chooseById('method', network.method, NETWORK_METHODS, (each) => each.id, 'use the version that built this network')
  return { network, builder }
}

/** @throws ProblemError `usage/unknown-group-method` */
// biome-ignore lint/suspicious/noExplicitAny: each member's parameters are its own
export function groupMethodNamed(id: string): GroupMethod<any> {
  return chooseById(
    'group method',
    id,
    GROUP_METHODS,
    (each) => each.id,
    `the methods are: ${GROUP_METHODS.map((each) => each.id).join(', ')}`,
  )
}
