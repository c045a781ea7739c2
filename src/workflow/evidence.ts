import { type EvidenceWanted, evidenceOf } from '../findings/index.js'
import { listGroups } from '../groups/index.js'
import { type EdgeEvidence, fail, type NetworkInfo } from '../model/index.js'
import { NETWORK_METHODS } from '../networks/index.js'
import type { Case, World } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'
import { listNetworks } from './network.js'

/** The pairs of posts behind the edges of a group, strongest edge first; of one edge when both accounts are given. */
export async function readEvidence(world: World, kase: Case, wanted: EvidenceWanted): Promise<EdgeEvidence[]> {
  const group = (await listGroups(kase.db)).find((one) => one.groupId === wanted.groupId)
  if (!group)
    fail({
      code: 'usage/unknown-group',
      what: `there is no group ${JSON.stringify(wanted.groupId)} in this case`,
      fix: 'see which there are: lockstep get CASE groups',
      unchanged: 'nothing was done',
    })
  for (const account of [wanted.a, wanted.b])
    if (account !== undefined && !group.members.includes(account))
      fail({
        code: 'usage/not-a-member',
        what: `account ${account} is no member of ${group.groupId}`,
        fix: `see its members: lockstep dossier CASE ${group.groupId}`,
        unchanged: 'nothing was done',
      })
  const network = (await listNetworks(kase)).find((one) => one.networkKey === group.networkKey)
  if (!network) throw new Error(`group ${group.groupId} has no network`)
  const job = kase.job(world)
  await ensureTrace(job, network.trace)
  return evidenceOf(job, network, pairsSqlOf(network), wanted)
}

/** SQL of the pairs of posts behind a network's edges among the accounts that some SQL selects. */
export function pairsSqlOf(network: NetworkInfo): (among: string) => string {
  const method = NETWORK_METHODS.find((one) => one.id === network.method)
  if (!method) throw new Error(`${network.networkId} was made by no method of this version`)
  return (among) => method.pairsSql(network.trace, network.params, among)
}
