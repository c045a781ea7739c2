import { type GroupsView, quoteText } from '../model/index.js'
import { type Case, hashRows, type Job, type World } from '../store/index.js'

/** Makes a view and keeps it in the case, in place of the one with the same id; groups and dossiers stay as they are. */
export async function keepView<V extends GroupsView>(
  world: World,
  kase: Case,
  asked: {
    readonly verb: V['verb']
    readonly params: Readonly<Record<string, unknown>>
    readonly networks: readonly string[]
    readonly seed: number
  },
  make: (job: Job) => Promise<V>,
): Promise<V> {
  return kase.step(world, { verb: asked.verb, params: asked.params, inputs: [] }, asked.seed, async (job) => {
    const view = await make(job)
    await job.db.run('delete from group_views where view_id = $1', [view.viewId])
    await job.db.run(`insert into group_views values ($1, from_json($2, '["varchar"]'), $3)`, [
      view.viewId,
      JSON.stringify(asked.networks),
      JSON.stringify(view),
    ])
    const resultHash = await hashRows(job.db, `select * from group_views where view_id = ${quoteText(view.viewId)}`)
    return { result: view, done: { counts: { groups: view.verb === 'layers' ? view.groups.length : view.lives.length }, resultHash } }
  })
}

/** All views of the case, by id. */
export async function listViews(kase: Pick<Case, 'db'>): Promise<GroupsView[]> {
  const rows = await kase.db.rows<{ body: string }>('select body from group_views order by view_id')
  return rows.map(({ body }) => JSON.parse(body) as GroupsView)
}
