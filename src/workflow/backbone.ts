import { flagOf, type NetworkInfo, type Param, readParams, showValue } from '../model/index.js'
import { BACKBONE_METHODS, type BackboneMethod, writeBackbone } from '../networks/index.js'
import { type Case, hashRows, type World } from '../store/index.js'
import { chooseById } from './choose.js'
import { networkNamed } from './chosen.js'
import { placeBeside, recordDerived } from './derived-network.js'
import { hashNetworkRow, listNetworks } from './network.js'

export interface BackboneOptions {
  /** The network whose edges are looked at; it stays as it is. */
  readonly networkId: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** When absent: network and method, `repost-60s-disparity`. */
  readonly name?: string
  readonly seed: number
}

function settings(method: BackboneMethod, params: Readonly<Record<string, unknown>>): string {
  return Object.entries(method.params as Readonly<Record<string, Param<unknown>>>)
    .map(([name, param]) => `${flagOf(name)} ${showValue(param, params[name])}`)
    .join(', ')
}

/**
 * Makes a new network of the edges that stay. It keeps the method and settings of the one it was made from, so that its evidence is found in the
 * same way; its params say, under `backbone`, what was done to which network, oldest first.
 * @throws ProblemError `usage/unknown-network`, `usage/unknown-backbone`, `usage/unknown-parameter`, `usage/bad-parameter`, `usage/name-taken`
 */
export async function buildBackbone(world: World, kase: Case, options: BackboneOptions): Promise<NetworkInfo> {
  const networks = await listNetworks(kase)
  const base = networkNamed(networks, options.networkId)
  const ids = BACKBONE_METHODS.map((each) => each.id).join(', ')
  const method = chooseById('backbone', options.method, BACKBONE_METHODS, (each) => each.id, `the backbones are: ${ids}`)
  const params = readParams(method.params, options.params, method.id)
  const place = placeBeside(networks, `${base.networkId}-${method.id}`, options.name)
  const asked = { verb: 'backbone', params: { networkId: base.networkId, method: method.id, params, name: place.networkId }, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    const built = await writeBackbone(job, base.networkKey, place.networkKey, base.isDirected, (edges) => method.keep(edges, params))
    const kept = `${method.id} backbone of ${base.networkId} (${settings(method, params)}): kept ${built.edges} of ${built.before} edges`
    await job.db.run(
      `insert into edge_tests select t.* replace (${place.networkKey} as network_key) from edge_tests t join edges e using (account_a, account_b)
       where t.network_key = ${base.networkKey} and e.network_key = ${place.networkKey} order by account_a, account_b`,
    )
    const alpha = (params as { readonly alpha?: number }).alpha
    const result = await recordDerived(job, base, {
      ...place,
      ...(alpha === undefined
        ? {}
        : { tested: { nullModel: method.id, correction: 'none', alpha, tests: built.before, passed: built.edges, of: built.before } }),
      method: method.id,
      params,
      accounts: built.accounts,
      edges: built.edges,
      notes: [kept, ...built.notes],
      seed: options.seed,
    })
    const resultHash = await hashRows(job.db, `select * from edges where network_key = ${place.networkKey} order by account_a, account_b`)
    return {
      result,
      done: {
        counts: { accounts: built.accounts, edges: built.edges, edgesBefore: built.before },
        resultHash,
        also: [await hashNetworkRow(job.db, place.networkKey)],
      },
    }
  })
}
