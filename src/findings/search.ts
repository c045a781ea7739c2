/** The search that made a network's groups, made again from its description: in this thread or in another one (worlds-thread.ts). */
import { GROUP_METHODS } from '../groups/index.js'
import type { BackboneMethod, EdgeColumns } from '../networks/index.js'
import type { GroupSearch, SearchPlan } from './group-test.js'

export async function searchBy(plan: SearchPlan): Promise<GroupSearch> {
  const { groupParams, backbones } = plan
  const method = GROUP_METHODS.find((one) => one.id === plan.groupMethod)
  if (!method) throw new Error(`no group method ${plan.groupMethod}`)
  const search: GroupSearch = { minSize: groupParams.minSize, find: (graph, rng) => method.find(graph, groupParams, rng), plan }
  if (backbones.length === 0) return search
  // Loaded where needed only: a thread starts sooner without it.
  const { BACKBONE_METHODS, keepEdges } = await import('../networks/index.js')
  const steps = backbones.map((step) => {
    const backbone = BACKBONE_METHODS.find((one) => one.id === step.method) as BackboneMethod
    return (edges: EdgeColumns) => keepEdges(edges, (all) => backbone.keep(all, step.params))
  })
  return { ...search, keep: (edges) => steps.reduce((left, step) => step(left), edges) }
}
