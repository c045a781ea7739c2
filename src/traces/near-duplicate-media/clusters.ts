/**
 * Clusters of near-same pictures: stars, not chains (Aslam, Pelekhov & Rus, JGAA 2004). Pictures are taken from the one that is near most posts (its own and those of all pictures within 31
 * bits) to the least, the lesser hash first among equals; one that is in no cluster yet leads one, and every picture within 31 bits of it, also turned or mirrored, may join. A picture near several leaders joins the nearest, the earlier one among equals.
 * So each member is near its leader, a cluster never wanders from picture to picture, and a cluster of any size costs its members once.
 */
import { allPairs, crossPairs, distanceOf, ENOUGH, indexHashes, MATCH_BITS, packHashes, type Step, WORDS } from './hamming.js'

export interface NamedHash {
  /** How the picture was changed: `mirrored`, `crop …`. */
  readonly name: string
  readonly hash: string
}
export interface MediaItem {
  /** Of the picture as it is. */
  readonly hash: string
  /** How often it was attached. */
  readonly uses: number
  /** As it would be after each turn. */
  readonly turned: readonly NamedHash[]
  /** Of parts of it, or of it without a border. */
  readonly variants: readonly NamedHash[]
}
export interface Clustered {
  /** Of each item its leader, which leads itself. */
  readonly leader: Int32Array
  /** Bits from the leader. */
  readonly distance: Int32Array
}

const PAUSE_EVERY = 1024
/** Of one picture: all but the picture as it is. */
const MOST_TURNS = 7

/** Items in any order; the result depends on the set of them alone. */
export async function clusterItems(items: readonly MediaItem[], step: Step): Promise<Clustered> {
  const { nodes, nodeOf } = distinctItems(items)
  const words = packHashes(nodes.map(({ hash }) => hash))
  const plain = indexHashes(words)
  const variants = nodes.flatMap((node, of) => node.variants.map(({ hash }) => ({ hash, of })))
  const ofVariants = variants.length > 0 ? indexHashes(packHashes(variants.map(({ hash }) => hash))) : null
  const leader = new Int32Array(nodes.length).fill(-1)
  const distance = new Int32Array(nodes.length).fill(WORDS * 32)
  const isLeader = new Uint8Array(nodes.length)
  const covered = await postsNear(nodes, words, step)
  const rank = nodes.map((_, i) => i).sort((a, b) => (covered[b] as number) - (covered[a] as number) || a - b)
  for (const [done, node] of rank.entries()) {
    if (done % PAUSE_EVERY === 0) {
      await new Promise<void>((next) => setImmediate(next))
      await step(done, nodes.length)
    }
    if ((leader[node] as number) >= 0) continue
    isLeader[node] = 1
    leader[node] = node
    distance[node] = 0
    const join = (member: number, bits: number) => {
      if (isLeader[member] || bits >= (distance[member] as number)) return
      leader[member] = node
      distance[member] = bits
    }
    const { turned, variants: own, uses } = nodes[node] as MediaItem
    const isAlone = covered[node] === uses
    const others = packHashes([...(isAlone ? [] : turned), ...own].map(({ hash }) => hash))
    if (!isAlone) plain.near(words, node, join)
    for (let other = 0; other < others.length / WORDS; other++) plain.near(others, other, join)
    ofVariants?.near(words, node, (variant, bits) => join((variants[variant] as { of: number }).of, bits))
  }
  const first = new Int32Array(nodes.length).fill(-1)
  for (let i = items.length - 1; i >= 0; i--) first[nodeOf[i] as number] = i
  return {
    leader: nodeOf.map((node) => first[leader[node] as number] as number),
    distance: nodeOf.map((node) => distance[node] as number),
  }
}

/** Beyond this many near pairs no more are counted, and what is used most leads. */
const MOST_PAIRS = 50_000_000

/**
 * Posts that each node would bring together: its own and those of every node that it is near, as it is or turned. Most pictures are like no other; those
 * need not be asked for one by one afterwards, which takes the processor to many places of memory, while all pairs are found bucket by bucket.
 */
async function postsNear(nodes: readonly MediaItem[], words: Uint32Array, step: Step): Promise<Float64Array> {
  const uses = Float64Array.from(nodes, (node) => node.uses)
  const covered = uses.slice()
  let pairs = 0
  const count = (a: number, b: number) => {
    covered[a]! += uses[b] as number
    return ++pairs > MOST_PAIRS ? ENOUGH : undefined
  }
  await allPairs(
    words,
    (a, b) => {
      count(a, b)
      return count(b, a)
    },
    step,
  )
  const withTurns = nodes.flatMap((node, i) => (node.turned.length > 0 ? [i] : []))
  for (let turn = 0; withTurns.length > 0 && turn < MOST_TURNS && pairs <= MOST_PAIRS; turn++) {
    const own = withTurns.filter((i) => turn < (nodes[i] as MediaItem).turned.length)
    const turned = packHashes(own.map((i) => ((nodes[i] as MediaItem).turned[turn] as NamedHash).hash))
    await crossPairs(turned, words, (a, b) => (own[a] === b ? undefined : count(own[a] as number, b)), step)
  }
  // Nobody counts as alone when not all pairs were seen.
  return pairs > MOST_PAIRS ? uses.map((own) => own + 1) : covered
}

/** Items of one hash are one node, in the order of their hashes. */
function distinctItems(items: readonly MediaItem[]): { readonly nodes: readonly MediaItem[]; readonly nodeOf: Int32Array } {
  const byHash = new Map<string, { hash: string; uses: number; turned: readonly NamedHash[]; variants: NamedHash[] }>()
  for (const { hash, uses, turned, variants } of items) {
    const known = byHash.get(hash)
    if (known === undefined) byHash.set(hash, { hash, uses, turned, variants: [...variants] })
    else {
      known.uses += uses
      if (known.turned.length === 0) known.turned = turned
      if (variants.length > 0) known.variants.push(...variants)
    }
  }
  const nodes = [...byHash.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1))
  const place = new Map(nodes.map((node, i) => [node.hash, i]))
  return { nodes, nodeOf: Int32Array.from(items, ({ hash }) => place.get(hash) as number) }
}

/** Turns that are undone by another one. */
const BACK: Readonly<Record<string, string>> = { 'rotated-90': 'rotated-270', 'rotated-270': 'rotated-90' }

/** How near two pictures are: fewest bits over what may have been done to the first to make the second, and what that was; empty when nothing was. */
export function nearness(a: MediaItem, b: MediaItem): { readonly distance: number; readonly how: string } {
  const plain = packHashes([a.hash, b.hash])
  let best = { distance: distanceOf(plain, 0, plain, 1), how: '' }
  const look = (changed: readonly NamedHash[], row: number) => {
    const words = packHashes(changed.map(({ hash }) => hash))
    for (let i = 0; i < changed.length; i++) {
      const distance = distanceOf(words, i, plain, row)
      if (distance < best.distance) best = { distance, how: (changed[i] as NamedHash).name }
    }
  }
  look(a.turned, 1)
  if (a.turned.length === 0)
    look(
      b.turned.map(({ name, hash }) => ({ name: BACK[name] ?? name, hash })),
      0,
    )
  // Parts of pictures are asked only when the wholes are too far apart.
  if (best.distance > MATCH_BITS) {
    look(a.variants, 1)
    look(b.variants, 0)
  }
  return best
}
