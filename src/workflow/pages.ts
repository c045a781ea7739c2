import { gatherMedia, openMedia } from '../findings/index.js'
import { fail } from '../model/index.js'
import { type Namer, nameDossier, nameEvidence, nameGroup, nameMedia, nameTexts, nameView } from '../outputs/index.js'
import type { Case, World } from '../store/index.js'
import { readDossiers } from './dossiers.js'
import { readEvidence } from './evidence.js'
import { listViews } from './group-views.js'
import { listGroups } from './groups.js'
import { history } from './history.js'
import { MOST_CLUSTERS } from './media.js'
import { listNetworks } from './network.js'
import { overview } from './overview.js'
import { renderCase } from './report.js'
import { listScans } from './scan.js'
import { readTexts } from './texts.js'

export const PAGES = [
  'overview',
  'networks',
  'scans',
  'texts',
  'media',
  'views',
  'groups',
  'groups/ID',
  'groups/ID/evidence',
  'rejects',
  'ledger',
] as const

function missing(path: string): never {
  return fail({
    code: 'usage/unknown-page',
    what: `there is no page '${path}' in this case`,
    fix: `give one of: ${PAGES.join(', ')}`,
    unchanged: 'nothing was done',
  })
}

/** A value may be a handle, an id or a text. */
async function listRejects(kase: Case, name: Namer) {
  const rows = await kase.db.rows<{
    file: string
    line: number
    column: string | null
    value: string | null
    code: string
    message: string
  }>(
    `select f.name as file, r.line, r.column_name as "column", r.value, r.code, r.message from rejects as r join files as f using (file_key)
      order by r.file_key, r.line, r.code, r.column_name, r.value`,
  )
  return rows.map((row) => ({ ...row, value: name.isRevealed ? row.value : null }))
}

/** What a page of the case holds, as plain data: `lockstep get` prints it, the server answers with it. @throws ProblemError `usage/unknown-page` */
export async function readPage(world: World, kase: Case, path: string, namer: () => Promise<Namer>): Promise<unknown> {
  const [page, id, part, more] = path.replace(/^\/+|\/+$/g, '').split('/')
  if (id === undefined) {
    if (page === 'overview') return overview(world, kase)
    if (page === 'networks') return listNetworks(kase)
    if (page === 'scans') return listScans(kase)
    if (page === 'texts') {
      const texts = await readTexts(kase)
      return texts === null ? null : nameTexts(texts, await namer())
    }
    if (page === 'media') {
      const job = kase.job(world)
      const opened = await openMedia(job)
      return opened === null ? null : nameMedia(await gatherMedia(job, opened, { clusters: MOST_CLUSTERS, copies: 1 }), await namer())
    }
    if (page === 'views') {
      const name = await namer()
      return (await listViews(kase)).map((view) => nameView(view, name))
    }
    if (page === 'groups') {
      const name = await namer()
      return (await listGroups(kase)).map((group) => nameGroup(group, name))
    }
    if (page === 'rejects') return listRejects(kase, await namer())
    if (page === 'ledger') return history(kase)
    return missing(path)
  }
  const group =
    page === 'groups' && more === undefined ? (await listGroups(kase)).find((each) => each.groupId === id.toUpperCase()) : undefined
  if (!group || (part !== undefined && part !== 'evidence')) return missing(path)
  const dossier = (await readDossiers(kase)).find((each) => each.group.groupId === group.groupId)
  const name = await namer()
  if (part === undefined) return { group: nameGroup(group, name), dossier: dossier ? nameDossier(dossier, name) : null }
  if (!dossier) return missing(path)
  return (await readEvidence(world, kase, { groupId: group.groupId })).map((each) => nameEvidence(each, dossier, name))
}

/** The report of the case as it stands, not written anywhere. */
export function showReport(world: World, kase: Case, namer: Namer): Promise<string> {
  return renderCase(kase, kase.job(world), { namer })
}
