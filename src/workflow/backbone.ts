import { fail, flagOf, type NetworkInfo, type Param, readParams, showValue } from '../model/index.js'
import { BACKBONE_METHODS, type BackboneMethod, writeBackbone } from '../networks/index.js'
import { type Case, hashRows, type World } from '../store/index.js'
import { chooseById } from './choose.js'
import { listNetworks } from './network.js'

export interface BackboneOptions {
  /** The network whose edges are looked at; it stays as it is. */
  readonly networkId: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** When absent: network and method, `repost-60s-disparity`. */
  readonly name?: string
  readonly seed: number
}

function freeName(networks: readonly NetworkInfo[], base: string, given: string | undefined): string {
  const isTaken = (name: string) => networks.some((each) => each.networkId === name)
  if (given !== undefined && isTaken(given))
    fail({
      code: 'usage/name-taken',
      what: `this case has a network "${given}"`,
      where: { column: '--name', value: given },
      fix: 'choose another --name; a backbone never takes the place of a network',
      unchanged: 'that network was not touched',
    })
  if (given !== undefined) return given
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`
    if (!isTaken(name)) return name
  }
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
  const known = networks.map((each) => each.networkId).join(', ')
  const see = networks.length === 0 ? 'this case has no network yet: build one with lockstep network' : `its networks are: ${known}`
  const base = chooseById('network', options.networkId, networks, (each) => each.networkId, see)
  const ids = BACKBONE_METHODS.map((each) => each.id).join(', ')
  const method = chooseById('backbone', options.method, BACKBONE_METHODS, (each) => each.id, `the backbones are: ${ids}`)
  const params = readParams(method.params, options.params, method.id)
  const networkId = freeName(networks, `${base.networkId}-${method.id}`, options.name)
  const networkKey = networks.reduce((most, each) => Math.max(most, each.networkKey), 0) + 1
  const asked = { verb: 'backbone', params: { networkId: base.networkId, method: method.id, params, name: networkId }, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    const built = await writeBackbone(job, base.networkKey, networkKey, base.isDirected, (edges) => method.keep(edges, params))
    const before = (base.params.backbone ?? []) as readonly object[]
    const result: NetworkInfo = {
      ...base,
      networkKey,
      networkId,
      params: { ...base.params, backbone: [...before, { of: base.networkId, method: method.id, params }] },
      accounts: built.accounts,
      edges: built.edges,
      notes: [
        ...base.notes,
        `${method.id} backbone of ${base.networkId} (${settings(method, params)}): kept ${built.edges} of ${built.before} edges`,
        ...built.notes,
      ],
      seed: options.seed,
    }
    await job.db.run(
      `insert into networks select $1 as network_key, $2 as network_id, method, trace, $3 as params, is_directed, weight_means, $4 as accounts,
         $5 as edges, traces_read, accounts_read, objects_read, $6 as notes, $7 as seed from networks where network_key = $8`,
      [
        networkKey,
        networkId,
        JSON.stringify(result.params),
        built.accounts,
        built.edges,
        JSON.stringify(result.notes),
        options.seed,
        base.networkKey,
      ],
    )
    const resultHash = await hashRows(job.db, `select * from edges where network_key = ${networkKey} order by account_a, account_b`)
    return { result, done: { counts: { accounts: built.accounts, edges: built.edges, edgesBefore: built.before }, resultHash } }
  })
}
