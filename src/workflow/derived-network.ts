import { fail, type NetworkInfo, type Tested } from '../model/index.js'
import type { Job } from '../store/index.js'

/** A free key and name for a network made from another; an existing network is never overwritten. @throws ProblemError `usage/name-taken` */
export function placeBeside(
  networks: readonly NetworkInfo[],
  base: string,
  given: string | undefined,
): { networkKey: number; networkId: string } {
  const isTaken = (name: string) => networks.some((each) => each.networkId === name)
  if (given !== undefined && isTaken(given))
    fail({
      code: 'usage/name-taken',
      what: `this case has a network "${given}"`,
      where: { column: '--name', value: given },
      fix: 'choose another --name; a network is never overwritten',
      unchanged: 'that network was not touched',
    })
  let networkId = given ?? base
  for (let i = 2; isTaken(networkId); i++) networkId = `${base}-${i}`
  return { networkId, networkKey: networks.reduce((most, each) => Math.max(most, each.networkKey), 0) + 1 }
}

export interface Derived {
  readonly networkKey: number
  readonly networkId: string
  readonly method: string
  readonly params: object
  readonly accounts: number
  readonly edges: number
  /** The test that its edges passed, if any. */
  readonly tested?: Tested
  /** Said after the notes of the network it was made from. */
  readonly notes: readonly string[]
  readonly seed: number
}

/**
 * Writes the row of a network that holds edges of `base`. It keeps the method and settings of that one, so that its evidence is found in the same way; its params
 * say, under `backbone`, what was done to which network, oldest first.
 */
export async function recordDerived(job: Job, base: NetworkInfo, derived: Derived): Promise<NetworkInfo> {
  const { networkKey, networkId, method, params, accounts, edges, tested, seed } = derived
  const before = (base.params.backbone ?? []) as readonly object[]
  const result: NetworkInfo = {
    ...base,
    networkKey,
    networkId,
    params: { ...base.params, backbone: [...before, { of: base.networkId, method, params, ...(tested ? { tested } : {}) }] },
    accounts,
    edges,
    notes: [...base.notes, ...derived.notes],
    seed,
  }
  await job.db.run(
    `insert into networks select $1 as network_key, $2 as network_id, method, trace, $3 as params, is_directed, weight_means, $4 as accounts,
       $5 as edges, traces_read, accounts_read, objects_read, $6 as notes, $7 as seed from networks where network_key = $8`,
    [networkKey, networkId, JSON.stringify(result.params), accounts, edges, JSON.stringify(result.notes), seed, base.networkKey],
  )
  return result
}
