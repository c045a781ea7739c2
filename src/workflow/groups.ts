import { listGroups as readGroups, writeGroups } from '../groups/index.js'
import { type Group, readParams } from '../model/index.js'
import { type Case, hashRows, type World } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'
import { builtNetwork, groupMethodNamed } from './chosen.js'

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
  const { network, builder } = await builtNetwork(kase, options.networkId)
  const method = groupMethodNamed(options.method)
  const params = readParams(method.params, options.params, method.id)
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
