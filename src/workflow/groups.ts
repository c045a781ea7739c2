import { GROUP_METHODS, listGroups as readGroups, writeGroups } from '../groups/index.js'
import { type Group, readParams } from '../model/index.js'
import { NETWORK_METHODS } from '../networks/index.js'
import { type Case, hashRows, type World } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'
import { chooseById } from './choose.js'
import { listNetworks } from './network.js'

export interface GroupOptions {
  readonly networkId: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
}

/**
 * Finds the groups of one network, in place of the ones it had (dossiers on those go, and a warning says so).
 * @throws ProblemError `usage/unknown-network`, `usage/unknown-group-method`, `usage/unknown-parameter`, `usage/bad-parameter`
 */
export async function findGroups(world: World, kase: Case, options: GroupOptions): Promise<Group[]> {
  const networks = await listNetworks(kase)
  const network = chooseById(
    'network',
    options.networkId,
    networks,
    (each) => each.networkId,
    networks.length === 0
      ? 'this case has no network yet: build one with lockstep network'
      : `its networks are: ${networks.map((each) => each.networkId).join(', ')}`,
  )
  const ids = GROUP_METHODS.map((each) => each.id).join(', ')
  const method = chooseById('group method', options.method, GROUP_METHODS, (each) => each.id, `the methods are: ${ids}`)
  const params = readParams(method.params, options.params, method.id)
  const builder = chooseById('method', network.method, NETWORK_METHODS, (each) => each.id, 'use the version that built this network')
  const asked = { verb: 'groups', params: { networkId: network.networkId, method: method.id, params }, inputs: [] }
  return kase.step(world, asked, options.seed, async (job) => {
    await ensureTrace(job, network.trace)
    const pairs = (among: string) => builder.pairsSql(network.trace, network.params, among)
    const { groups, communities } = await writeGroups(job, network, method, params, pairs)
    const members = groups.reduce((sum, group) => sum + group.members.length, 0)
    const resultHash = await hashRows(
      job.db,
      `select group_id, method, params, measures, account_key, degree, weight from groups join group_members using (group_id)
        where network_key = ${network.networkKey} order by group_id, account_key`,
    )
    return { result: groups, done: { counts: { groups: groups.length, members, communities }, resultHash } }
  })
}

/** All groups of the case, by network, then number. */
export async function listGroups(kase: Case): Promise<Group[]> {
  return readGroups(kase.db)
}
