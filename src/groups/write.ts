import type { Group, GroupMeasures, NetworkInfo } from '../model/index.js'
import type { Database, Job } from '../store/index.js'
import { loadNetworkGraph } from './graph.js'
import { measureGraph, measurePairs } from './measures.js'
import type { CommonParams, GroupMethod } from './method.js'

const ORDER = 'network_key, length(group_id), group_id'

/** Groups of a network and what is written about them. */
export async function removeGroups(job: Job, networkKey: number): Promise<void> {
  const its = `(select group_id from groups where network_key = ${networkKey})`
  const { n } = await job.db.row<{ n: number }>(`select count(*) as n from dossiers where group_id in ${its}`)
  if (n > 0) job.warn(`the groups of this network are made anew: ${n} dossiers on the old ones were removed`)
  for (const table of ['signals', 'dossiers']) await job.db.run(`delete from ${table} where group_id in ${its}`)
  await job.db.run(`delete from group_members where group_id in ${its}`)
  await job.db.run(`delete from groups where network_key = ${networkKey}`)
}

/**
 * Finds, measures and writes the groups of a network in place of the ones it had. `pairsAmong` is the network method's SQL of pairs.
 * Numbering goes on after the highest number of the other networks, so no group of theirs changes its name.
 */
export async function writeGroups<P extends CommonParams>(
  job: Job,
  network: NetworkInfo,
  method: GroupMethod<P>,
  params: P,
  pairsAmong: (among: string) => string,
): Promise<{ groups: Group[]; communities: number }> {
  const { db } = job
  await removeGroups(job, network.networkKey)
  job.note(`groups: ${method.title}`)
  const loaded = await loadNetworkGraph(db, network.networkKey)
  const labels = method.find(loaded.graph, params, job.rng.stream(`groups/${method.id}`))
  const nodes: number[][] = []
  for (let node = 0; node < labels.length; node++) {
    const label = labels[node] as number
    if (label < 0) continue
    nodes[label] ??= []
    nodes[label].push(node)
  }
  const kept = nodes.filter((each) => each.length >= params.minSize).map((each) => ({ nodes: each }))
  const { groups: fromGraph, places } = measureGraph(loaded, kept)

  await db.run('create or replace temp table group_places (g integer not null, account_key integer not null)')
  const appender = await db.connection.createAppender('group_places', 'main', 'temp')
  for (const [g, { nodes: members }] of kept.entries())
    for (const node of members) {
      appender.appendInteger(g)
      appender.appendInteger(loaded.accounts[node] as number)
      appender.endRow()
    }
  appender.closeSync()
  const fromPairs = await measurePairs(
    job,
    network.networkKey,
    network.trace,
    pairsAmong('select account_key from group_places'),
    kept.length,
  )
  await db.run('drop table temp.group_places')

  const { last } = await db.row<{ last: number }>('select coalesce(max(substr(group_id, 2)::integer), 0) as last from groups')
  const groups = kept.map(({ nodes: members }, i): Group => {
    const measures: GroupMeasures = { ...(fromGraph[i] as (typeof fromGraph)[0]), ...(fromPairs[i] as (typeof fromPairs)[0]) }
    return Object.freeze({
      groupId: `G${String(last + i + 1).padStart(2, '0')}`,
      networkKey: network.networkKey,
      networkId: network.networkId,
      method: method.id,
      members: members.map((node) => loaded.accounts[node] as number).sort((a, b) => a - b),
      measures,
    })
  })
  const groupRows = await db.connection.createAppender('groups')
  const memberRows = await db.connection.createAppender('group_members')
  for (const [i, group] of groups.entries()) {
    groupRows.appendVarchar(group.groupId)
    groupRows.appendInteger(network.networkKey)
    groupRows.appendVarchar(method.id)
    groupRows.appendVarchar(JSON.stringify(params))
    groupRows.appendVarchar(JSON.stringify(group.measures))
    groupRows.endRow()
    const byKey = (kept[i] as { nodes: number[] }).nodes
      .slice()
      .sort((a, b) => (loaded.accounts[a] as number) - (loaded.accounts[b] as number))
    for (const node of byKey) {
      const place = places[node] as { degree: number; weight: number }
      memberRows.appendVarchar(group.groupId)
      memberRows.appendInteger(loaded.accounts[node] as number)
      memberRows.appendInteger(place.degree)
      memberRows.appendDouble(place.weight)
      memberRows.endRow()
    }
  }
  groupRows.closeSync()
  memberRows.closeSync()
  return { groups, communities: nodes.length }
}

/** By network, then number. */
export async function listGroups(db: Database): Promise<Group[]> {
  const rows = await db.rows<{ group_id: string; network_key: number; network_id: string; method: string; measures: string }>(
    `select group_id, network_key, network_id, g.method as method, measures from groups g join networks using (network_key) order by ${ORDER}`,
  )
  const members = new Map<string, number[]>(rows.map((row) => [row.group_id, []]))
  const reader = await db.connection.runAndReadAll('select group_id, account_key from group_members order by group_id, account_key')
  const [ids = [], keys = []] = reader.getColumns() as [string[], number[]]
  for (let i = 0; i < ids.length; i++) members.get(ids[i] as string)?.push(keys[i] as number)
  return rows.map((row) =>
    Object.freeze({
      groupId: row.group_id,
      networkKey: row.network_key,
      networkId: row.network_id,
      method: row.method,
      members: members.get(row.group_id) ?? [],
      measures: JSON.parse(row.measures) as GroupMeasures,
    }),
  )
}
