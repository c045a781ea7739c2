import { listGroups as readGroups, writeGroups } from '../groups/index.js'
import { type Group, readParams } from '../model/index.js'
import { type Case, hashRows, VERSION, type World } from '../store/index.js'
import { ensureTrace } from '../traces/index.js'
import { builtNetwork, groupMethodNamed } from './chosen.js'
import { outdatedBy } from './verify.js'

export interface GroupOptions {
  readonly networkId: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  /** As a rule; ledgers of before this was so do not say it, and are replayed without. */
  readonly keepsNumbers?: boolean
}

/**
 * Finds the groups of one network, in place of the ones it had: the same members keep their number and what a person said of them, what is lost is said.
 * Groups that this version found with the same settings and seed stay as they are.
 * @throws ProblemError `usage/unknown-network`, `usage/unknown-group-method`, `usage/unknown-parameter`, `usage/bad-parameter`
 */
export async function findGroups(world: World, kase: Case, options: GroupOptions): Promise<Group[]> {
  const { asked, network } = await planOf(kase, { ...options, keepsNumbers: true })
  const entries = await kase.ledger()
  const before = entries.findLast((entry) => entry.asked.verb === 'groups' && entry.asked.params.networkId === network.networkId)
  const isSame =
    before?.asked.version === VERSION &&
    before.asked.seed === options.seed &&
    JSON.stringify({ ...before.asked.params, keepsNumbers: true }) === JSON.stringify(asked.params) &&
    outdatedBy(before, entries) === null
  if (!isSame) return makeGroups(world, kase, { ...options, keepsNumbers: true })
  world.warn('the case has these groups already, found in the same way; they stay as they are')
  return (await readGroups(kase.db)).filter((group) => group.networkKey === network.networkKey)
}

async function planOf(kase: Case, options: GroupOptions) {
  const { network, builder } = await builtNetwork(kase, options.networkId)
  const method = groupMethodNamed(options.method)
  const params = readParams(method.params, options.params, method.id)
  const { keepsNumbers = false } = options
  const asked = {
    verb: 'groups',
    params: { networkId: network.networkId, method: method.id, params, ...(keepsNumbers ? { keepsNumbers } : {}) },
    inputs: [],
  }
  return { network, builder, method, params, keepsNumbers, asked }
}

/** The step itself, as the ledger tells it. */
export async function makeGroups(world: World, kase: Case, options: GroupOptions): Promise<Group[]> {
  const { network, builder, method, params, keepsNumbers, asked } = await planOf(kase, options)
  return kase.step(world, asked, options.seed, async (job) => {
    await ensureTrace(job, network.trace)
    const pairs = (among: string) => builder.pairsSql(network.trace, network.params, among)
    const { groups, communities } = await writeGroups(job, network, method, params, pairs, keepsNumbers)
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
