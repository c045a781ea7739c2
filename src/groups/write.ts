import { type Group, type GroupMeasures, type NetworkInfo, quoteText } from '../model/index.js'
import { type Database, type Job, judgedGroups } from '../store/index.js'
import { loadNetworkGraph } from './graph.js'
import { measureGraph, measurePairs } from './measures.js'
import type { CommonParams, GroupMethod } from './method.js'

const ORDER = 'network_key, length(group_id), group_id'

/** Groups of a network and what is written about them; says what goes. Those in `staying` are about to be written again: only their dossiers stay. */
export async function removeGroups(job: Job, networkKey: number, staying: readonly string[] = []): Promise<void> {
  const its = `select group_id from groups where network_key = ${networkKey}`
  const going = `${its} and group_id not in (${staying.map(quoteText).join(', ') || "''"})`
  const { groups } = await job.db.row<{ groups: number }>(`select count(*) as groups from (${going})`)
  const judged = await judgedGroups(job.db, going)
  if (groups > 0)
    job.warn(
      `${groups === 1 ? '1 group of this network went, with its dossier' : `${groups} groups of this network went, with their dossiers`}${judged.length > 0 ? `; a person had judged: ${judged.join(', ')}` : ''}`,
    )
  await job.db.run(`delete from dossiers where group_id in (${going})`)
  for (const table of ['signals', 'group_members']) await job.db.run(`delete from ${table} where group_id in (${its})`)
  await job.db.run(`delete from groups where network_key = ${networkKey}`)
}

/**
 * Finds, measures and writes the groups of a network in place of the ones it had. `pairsAmong` is the network method's SQL of pairs.
 * With `keepsNumbers` a group of the same members keeps its number and its dossier. Other numbers go on after the highest, so that no group takes the name of another.
 */
export async function writeGroups<P extends CommonParams>(
  job: Job,
  network: NetworkInfo,
  method: GroupMethod<P>,
  params: P,
  pairsAmong: (among: string) => string,
  keepsNumbers = true,
): Promise<{ groups: Group[]; communities: number }> {
  const { db } = job
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

  const old = keepsNumbers ? (await listGroups(db)).filter((group) => group.networkKey === network.networkKey) : []
  const numbers = new Map(old.map((group) => [group.members.join(), group.groupId]))
  const members = kept.map(({ nodes: own }) => own.map((node) => loaded.accounts[node] as number).sort((a, b) => a - b))
  const staying = members.flatMap((own) => numbers.get(own.join()) ?? [])
  let { last } = await db.row<{ last: number }>(
    `select coalesce(max(substr(group_id, 2)::integer), 0) as last from groups ${keepsNumbers ? '' : `where network_key <> ${network.networkKey}`}`,
  )
  await removeGroups(job, network.networkKey, staying)
  const groups = members.map((own, i): Group => {
    const measures: GroupMeasures = { ...(fromGraph[i] as (typeof fromGraph)[0]), ...(fromPairs[i] as (typeof fromPairs)[0]) }
    return Object.freeze({
      groupId: numbers.get(own.join()) ?? `G${String(++last).padStart(2, '0')}`,
      networkKey: network.networkKey,
      networkId: network.networkId,
      method: method.id,
      members: own,
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
