/**
 * The tables that CSV and Parquet write: one description, one SELECT each, in a total order. Names of accounts are put into a passing
 * table first, so that the database writes what it can and no file holds an account that the namer did not name.
 */
import { fail, type NetworkInfo } from '../model/index.js'
import { checkCancelled, type Job } from '../store/index.js'
import { edgesWhere, findNetwork, hasEdgeTests } from './network-data.js'
import type { Material, OutputSubject } from './output.js'
import { wellFormed } from './text.js'
import { languageWords, templateWords } from './text-words.js'

export interface Table {
  /** Suffix of the output's id: `csv` writes edges, `csv-accounts` accounts. */
  readonly id: '' | '-accounts' | '-groups' | '-evidence' | '-texts' | '-media'
  readonly title: string
  readonly of: readonly ('case' | 'network' | 'group')[]
  /** Makes the passing tables and gives the SELECT. */
  prepare(job: Job, subject: OutputSubject, material: Material): Promise<string>
}

const time = (column: string) => `strftime(make_timestamp(${column} * 1000), '%Y-%m-%dT%H:%M:%S.%gZ')`

async function fillNames(job: Job, { name }: Material, keysSql: string, values: readonly (string | number)[]): Promise<void> {
  const keys = await job.db.rows<{ k: number }>(`select distinct k as "k" from (${keysSql}) as keys order by k`, values)
  await job.db.run('create or replace temp table shown_names (account_key integer, shown varchar)')
  const appender = await job.db.connection.createAppender('shown_names', 'main', 'temp')
  for (const { k } of keys) {
    appender.appendInteger(k)
    appender.appendVarchar(name(k))
    appender.endRow()
  }
  appender.closeSync()
}

/** Two plain numbers and a group id that exists, so that the SELECT stands alone (COPY takes no bound values). */
function literalWhere(network: NetworkInfo, groupId: string | undefined): string {
  return edgesWhere(network, groupId)
    .sql.replace('$1', String(network.networkKey))
    .replaceAll('$2', groupId === undefined ? '' : `'${groupId.replaceAll("'", "''")}'`)
}

async function prepareEdges(job: Job, subject: OutputSubject, material: Material): Promise<string> {
  const network = await findNetwork(job, subject)
  const where = literalWhere(network, subject.groupId)
  await fillNames(
    job,
    material,
    `select account_a as k from edges where ${where} union select account_b as k from edges where ${where}`,
    [],
  )
  const tested = (await hasEdgeTests(job, network)) ? ', null_model, shared, met, p, q' : ''
  return `select a.shown as account_a, b.shown as account_b, weight, objects, pairs, posts_a, posts_b,
      round(gap_sum_ms * 1000 / pairs) / 1000000 as gap_mean_seconds, gap_median_ms / 1000 as gap_median_seconds,
      gap_least_ms / 1000 as gap_least_seconds, ${time('first_ms')} as first_at, ${time('last_ms')} as last_at, first_a, first_b${tested}
    from (select * from edges where ${where}) e${tested ? ' left join edge_tests using (network_key, account_a, account_b)' : ''}
    join shown_names a on a.account_key = e.account_a join shown_names b on b.account_key = e.account_b
    order by e.account_a, e.account_b`
}

async function prepareAccounts(job: Job, subject: OutputSubject, material: Material): Promise<string> {
  const network = await findNetwork(job, subject)
  const where = literalWhere(network, subject.groupId)
  const ends = `select account_a as k, weight from edges where ${where} union all select account_b as k, weight from edges where ${where}`
  await fillNames(job, material, `select k from (${ends}) as ends`, [])
  return `with sums as (select k, count(*) as degree, sum(weight::decimal(38,9))::double as weighted_degree from (${ends}) as ends group by k),
    member as (select m.account_key as k, min(m.group_id) as group_id from group_members m join groups g on g.group_id = m.group_id
      where g.network_key = ${network.networkKey} group by m.account_key),
    named as (select account_key as k, min(platform) as platform from accounts group by account_key)
    select n.shown as account, p.platform as platform, m.group_id as group_id, s.degree as degree, s.weighted_degree as weighted_degree
    from sums s join shown_names n on n.account_key = s.k left join member m on m.k = s.k left join named p on p.k = s.k order by s.k`
}

async function prepareGroups(): Promise<string> {
  const number = (name: string) => `(g.measures ->> '${name}')::double`
  const whole = (name: string) => `(g.measures ->> '${name}')::bigint`
  /** Of the row of the baseline that was tested against this null. */
  const tested = (nullModel: string, path: string, type: string) =>
    `(list_filter(from_json(d.body -> 'baseline', '["json"]'), lambda row: (row -> 'tested' ->> 'nullModel') = '${nullModel}')[1] ->> '$.${path}')::${type}`
  return `select g.group_id as group_id, n.network_id as network_id, g.method as method, d.body ->> 'standing' as standing,
      d.body ->> 'status' as status, (d.body ->> 'isFragile')::boolean as is_fragile, ${whole('size')} as accounts, ${whole('edges')} as edges,
      ${number('density')} as density, ${number('weightMedian')} as weight_median, ${number('weightMax')} as weight_max,
      ${number('edgeSymmetry')} as edge_symmetry, ${whole('coordinatedTraces')} as coordinated_traces,
      ${whole('memberTraces')} as member_traces, ${whole('objects')} as objects, ${time(`${whole('firstAtMs')}`)} as first_at,
      ${time(`${whole('lastAtMs')}`)} as last_at, ${number('gapMedianMs')} / 1000 as gap_median_seconds, ${tested('sittings', 'tested.correction', 'varchar')} as correction,
      ${tested('sittings', 'tested.alpha', 'double')} as alpha, ${tested('sittings', 'tested.of', 'bigint')} as pairs_tested,
      ${['together', 'sittings', 'habit', 'population', 'sharing'].map((form) => `${tested(form, 'tested.passed', 'bigint')} as passed_${form}, ${tested(form, 'tested.tests', 'bigint')} as tests_${form}`).join(', ')},
      ${['shuffle', 'curveball'].map((form) => `${tested(form, 'measured.pValue', 'double')} as p_${form}`).join(', ')}, d.body ->> 'summary' as summary
    from groups g join networks n on n.network_key = g.network_key left join dossiers d on d.group_id = g.group_id order by g.group_id`
}

async function prepareEvidence(job: Job, subject: OutputSubject, material: Material): Promise<string> {
  const network = await findNetwork(job, subject)
  const groups = await job.db.rows<{ id: string }>(
    'select group_id as "id" from groups where network_key = $1 and ($2 is null or group_id = $2) order by group_id',
    [network.networkKey, subject.groupId ?? null],
  )
  const side = (name: string) =>
    `${name}_at varchar, ${name}_account varchar, ${name}_text varchar, ${name}_file varchar, ${name}_line bigint`
  await job.db.run(`create or replace temp table shown_evidence (number integer, group_id varchar, account_a varchar, account_b varchar,
    weight double, object varchar, gap_seconds double, ${side('first')}, ${side('second')})`)
  let number = 0
  for (const [done, { id }] of groups.entries()) {
    checkCancelled(job)
    job.note('evidence of groups', done, groups.length)
    const evidence = await material.evidence({ groupId: id })
    const appender = await job.db.connection.createAppender('shown_evidence', 'main', 'temp')
    for (const edge of evidence)
      for (const pair of edge.pairs) {
        appender.appendInteger(number++)
        for (const text of [id, material.name(edge.a), material.name(edge.b)]) appender.appendVarchar(text)
        appender.appendDouble(edge.weight)
        appender.appendVarchar(wellFormed(material.name.object(network.trace, pair.objectId)))
        appender.appendDouble(pair.gapMs / 1000)
        for (const post of [pair.first, pair.second]) {
          appender.appendVarchar(new Date(post.atMs).toISOString())
          appender.appendVarchar(material.name(post.accountKey))
          if (post.text === null) appender.appendNull()
          else appender.appendVarchar(wellFormed(material.name.text(post.text)))
          appender.appendVarchar(post.fileSha256)
          appender.appendBigInt(BigInt(post.line))
        }
        appender.endRow()
      }
    appender.closeSync()
  }
  return `select * exclude (number) from shown_evidence order by number`
}

async function prepareTexts(job: Job, _: OutputSubject, { name, texts }: Material): Promise<string> {
  const described = await texts()
  if (described === null)
    return fail({
      code: 'usage/no-families',
      what: 'the near-same texts of this case were not described',
      fix: 'describe them first: lockstep texts CASE',
      unchanged: 'nothing was written',
    })
  await job.db.run(`create or replace temp table shown_texts (number integer, family varchar, counts boolean, accounts bigint, posts bigint, texts bigint,
    exact_share double, letters bigint, rarity_bits double, needed_bits double, languages varchar, first_at varchar, first_account varchar, last_at varchar, median_delay_seconds double,
    p double, q double, validated_pairs bigint, groups varchar, slots integer, spun boolean, template varchar, commonest_text varchar, why varchar)`)
  const appender = await job.db.connection.createAppender('shown_texts', 'main', 'temp')
  const text = (value: string) => appender.appendVarchar(wellFormed(value))
  const maybe = (value: number | null | undefined) =>
    value === null || value === undefined ? appender.appendNull() : appender.appendDouble(value)
  for (const [i, family] of described.families.entries()) {
    appender.appendInteger(i)
    text(family.familyId)
    appender.appendBoolean(family.counts)
    for (const many of [family.accounts, family.posts, family.texts]) appender.appendBigInt(BigInt(many))
    appender.appendDouble(family.exactShare)
    appender.appendBigInt(BigInt(family.letters))
    for (const bits of [family.rarityBits, family.neededBits]) appender.appendDouble(bits)
    text(languageWords(family.languages))
    text(new Date(family.first.atMs).toISOString())
    text(name(family.first.accountKey))
    text(new Date(family.lastMs).toISOString())
    maybe(family.medianDelayMs === null ? null : family.medianDelayMs / 1000)
    maybe(family.cascade?.p)
    maybe(family.cascade?.q)
    if (family.validated.length === 0) appender.appendNull()
    else appender.appendBigInt(BigInt(Math.max(...family.validated.map(({ pairs }) => pairs))))
    text(family.groups.map(({ groupId, members }) => `${groupId} (${members})`).join(', '))
    appender.appendInteger(family.template.slots.length)
    appender.appendBoolean(family.template.spin?.isIndependent ?? false)
    text(templateWords(family, name))
    text(name.text(family.text))
    text(family.why.join('; '))
    appender.endRow()
  }
  appender.closeSync()
  return 'select * exclude (number) from shown_texts order by number'
}

async function prepareMedia(job: Job, _: OutputSubject, { name, media }: Material): Promise<string> {
  const found = await media()
  if (found === null)
    return fail({
      code: 'usage/no-media',
      what: 'the case holds no hashes of pictures',
      fix: 'give the files that the media column names: lockstep import CASE --media FOLDER',
      unchanged: 'nothing was written',
    })
  await job.db.run(`create or replace temp table shown_media (number integer, picture varchar, object varchar, accounts bigint, copies bigint, account varchar,
    platform varchar, posted_at varchar, after_seconds double, change varchar, distance integer, width integer, height integer, media_sha256 varchar, file varchar, line bigint)`)
  const appender = await job.db.connection.createAppender('shown_media', 'main', 'temp')
  const text = (value: string | null) => (value === null ? appender.appendNull() : appender.appendVarchar(wellFormed(value)))
  const whole = (value: number | null) => (value === null ? appender.appendNull() : appender.appendInteger(value))
  let number = 0
  for (const cluster of found.clusters)
    for (const copy of cluster.shown) {
      checkCancelled(job)
      appender.appendInteger(number++)
      text(cluster.clusterId)
      text(cluster.objectId)
      for (const many of [cluster.accounts, cluster.copies]) appender.appendBigInt(BigInt(many))
      text(name(copy.post.accountKey))
      text(copy.platform)
      text(new Date(copy.post.atMs).toISOString())
      appender.appendDouble(copy.delayMs / 1000)
      text(copy.how)
      whole(copy.distance)
      whole(copy.width)
      whole(copy.height)
      text(copy.sha256)
      text(copy.post.fileSha256)
      appender.appendBigInt(BigInt(copy.post.line))
      appender.endRow()
    }
  appender.closeSync()
  return 'select * exclude (number) from shown_media order by number'
}

export const TABLES: readonly Table[] = [
  { id: '', title: 'edges with their measures', of: ['network', 'group'], prepare: prepareEdges },
  { id: '-accounts', title: 'accounts with degree and group', of: ['network', 'group'], prepare: prepareAccounts },
  { id: '-groups', title: 'groups with measures and standing', of: ['case'], prepare: prepareGroups },
  { id: '-evidence', title: 'the pairs of posts behind the edges', of: ['network', 'group'], prepare: prepareEvidence },
  { id: '-texts', title: 'families of near-same texts with template, originator and spread', of: ['case'], prepare: prepareTexts },
  {
    id: '-media',
    title: 'copies of pictures that several accounts posted, with change and distance to the first',
    of: ['case'],
    prepare: prepareMedia,
  },
]

export async function dropPassingTables(job: Job): Promise<void> {
  await job.db.run('drop table if exists temp.shown_names')
  await job.db.run('drop table if exists temp.shown_evidence')
  await job.db.run('drop table if exists temp.shown_texts')
  await job.db.run('drop table if exists temp.shown_media')
}
