/**
 * Groups followed over steps (slices of time, thresholds, resolutions). A group a of one step and b of a later one are linked when
 *   |a ∩ b| ≥ ½ min(|a|, |b|).
 * Links are taken by highest Jaccard index |a ∩ b| / |a ∪ b| (of equal ones the older life, then the larger group), each group once: b goes on with a's life. A linked b
 * that goes on with none is split from the strongest; one without a link is born. A life whose group is linked to a b of another life has merged into it; one without goes
 * silent, and is back when a later group that goes on with nobody alive is linked to what it was last. Steps without data (null) end nobody. After Greene et al. 2010.
 */
import type { Life, Stage } from '../model/index.js'

interface Open {
  readonly stages: Stage[]
  members: readonly number[]
  isAlive: boolean
  mergedInto: number | null
}

export function livesOf(steps: readonly (readonly (readonly number[])[] | null)[]): Life[] {
  const lives: Open[] = []
  for (const [step, groups] of steps.entries()) if (groups) follow(lives, step, groups)
  return lives.map(({ stages, isAlive, mergedInto }) => ({
    stages,
    end: mergedInto !== null ? { mergedInto } : isAlive ? 'lasts' : 'silent',
  }))
}

interface Link {
  readonly life: number
  readonly group: number
  readonly both: number
  readonly jaccard: number
}

function follow(lives: Open[], step: number, groups: readonly (readonly number[])[]): void {
  const links = linksOf(lives, groups)
  const lifeOf = new Map<number, number>()
  const groupOf = new Map<number, Link>()
  for (const wasAlive of [true, false])
    for (const link of links) {
      if ((lives[link.life] as Open).isAlive !== wasAlive || groupOf.has(link.life) || lifeOf.has(link.group)) continue
      lifeOf.set(link.group, link.life)
      groupOf.set(link.life, link)
    }
  const alive = [...lives.keys()].filter((life) => (lives[life] as Open).isAlive)
  const born: Open[] = []
  for (const [group, members] of groups.entries()) {
    const life = lifeOf.get(group)
    if (life !== undefined) continue
    const from = links.find((link) => link.group === group && (lives[link.life] as Open).isAlive)?.life ?? null
    const stage = {
      step,
      group,
      size: members.length,
      change: from === null ? 'born' : 'split',
      from,
      joined: members.length,
      left: 0,
    } as const
    lifeOf.set(group, lives.length + born.length)
    born.push({ stages: [stage], members, isAlive: true, mergedInto: null })
  }
  for (const life of alive) {
    if (groupOf.has(life)) continue
    const into = links.find((link) => link.life === life)
    const own = lives[life] as Open
    own.isAlive = false
    own.mergedInto = into ? (lifeOf.get(into.group) as number) : null
  }
  for (const [life, { group, both }] of groupOf) {
    const own = lives[life] as Open
    const members = groups[group] as readonly number[]
    const change = own.isAlive ? 'goes-on' : 'back'
    own.stages.push({
      step,
      group,
      size: members.length,
      change,
      from: null,
      joined: members.length - both,
      left: own.members.length - both,
    })
    own.members = members
    own.isAlive = true
  }
  lives.push(...born)
}

/** Strongest first. Merged lives are over. */
function linksOf(lives: readonly Open[], groups: readonly (readonly number[])[]): Link[] {
  const groupOf = new Map<number, number>()
  for (const [group, members] of groups.entries()) for (const member of members) groupOf.set(member, group)
  const links: Link[] = []
  for (const [life, { members, mergedInto }] of lives.entries()) {
    if (mergedInto !== null) continue
    const inside = new Map<number, number>()
    for (const member of members) {
      const group = groupOf.get(member)
      if (group !== undefined) inside.set(group, (inside.get(group) ?? 0) + 1)
    }
    for (const [group, both] of inside) {
      const size = (groups[group] as readonly number[]).length
      if (2 * both >= Math.min(size, members.length)) links.push({ life, group, both, jaccard: both / (size + members.length - both) })
    }
  }
  return links.sort((x, y) => y.jaccard - x.jaccard || x.life - y.life || x.group - y.group)
}
