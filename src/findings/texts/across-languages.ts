/**
 * Families that may be the same text in two languages, without a model of any language: through what survives a translation. Links and media files of at least a fifth of a family's posts;
 * numbers of two digits and more and names (capitalised words within a sentence, of neighbours the last) of at least half.
 *   f_o   how common object o is: links and media, (posts with it in neither family + 1) / (posts of neither + 1); numbers and names the same over a sample of posts
 *   p     P(X >= shared), X = number of the first family's objects in one post drawn from the others, a sum of independent trials f_o (Poisson-binomial); the larger of both directions
 * A family counts as one draw however many posts it has: they copy each other. BH over all pairs of families in different languages. Scripts without capitals have no names here, and
 * names written in two scripts are not matched. Objects of one text are not independent of each other (a place and its postcode), so p is a little too small.
 */
import type { LanguageLink } from '../../model/index.js'
import { benjaminiHochberg, poissonBinomialTail } from '../../statistics/index.js'

export type ObjectKind = LanguageLink['shared'][number]['kind']

export interface FamilyObjects {
  readonly familyId: string
  readonly language: string
  /** `kind object`, how often each is met outside this family and the other one. */
  readonly objects: ReadonlyMap<string, { readonly kind: ObjectKind; readonly object: string }>
}

/** How common an object is outside two families. */
export type Commonness = (key: string, a: string, b: string) => number

export function linkFamilies(
  families: readonly FamilyObjects[],
  commonness: Commonness,
  alpha: number,
): { readonly links: LanguageLink[]; readonly tests: number } {
  const having = new Map<string, number>()
  for (const { objects } of families) for (const key of objects.keys()) having.set(key, (having.get(key) ?? 0) + 1)
  const found: (Omit<LanguageLink, 'q' | 'p'> & { p: number })[] = []
  let tests = 0
  for (const [i, a] of families.entries())
    for (const b of families.slice(i + 1)) {
      if (a.language === b.language || a.objects.size === 0 || b.objects.size === 0) continue
      tests++
      const shared = [...a.objects.keys()].filter((key) => b.objects.has(key)).sort()
      if (shared.length === 0) continue
      const tail = (of: FamilyObjects) =>
        poissonBinomialTail(
          [...of.objects.keys()].sort().map((key) => Math.min(1, commonness(key, a.familyId, b.familyId))),
          shared.length,
        )
      const p = Math.max(tail(a), tail(b))
      found.push({
        ...{ a: a.familyId, b: b.familyId, languages: [a.language, b.language], p, cosine: null },
        shared: shared.map((key) => ({
          ...(a.objects.get(key) as { kind: ObjectKind; object: string }),
          families: having.get(key) as number,
        })),
      })
    }
  const q = benjaminiHochberg(
    found.map(({ p }) => p),
    tests,
  )
  const links = found
    .map((link, i) => ({ ...link, q: q[i] as number }))
    .filter((link) => link.q <= alpha)
    .sort((x, y) => x.p - y.p || (x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : 1))
  return { links, tests }
}

/** Links with the cosine of each pair of families in different languages where it is at least the least; other such pairs become links of their own. Cosines to three digits, so that machines agree. */
export function withCosines(
  links: readonly LanguageLink[],
  families: readonly { readonly familyId: string; readonly language: string; readonly vector: Float32Array }[],
  leastCosine: number,
): LanguageLink[] {
  const found = new Map(links.map((link) => [`${link.a} ${link.b}`, link]))
  for (const [i, a] of families.entries())
    for (const b of families.slice(i + 1)) {
      if (a.language === b.language) continue
      const cosine = Math.round(1000 * a.vector.reduce((sum, value, k) => sum + value * (b.vector[k] as number), 0)) / 1000
      if (cosine < leastCosine) continue
      const key = `${a.familyId} ${b.familyId}`
      const own = found.get(key) ?? {
        a: a.familyId,
        b: b.familyId,
        languages: [a.language, b.language] as const,
        shared: [],
        p: null,
        q: null,
      }
      found.set(key, { ...own, cosine })
    }
  return [...found.values()].sort(
    (x, y) => (x.p ?? 1) - (y.p ?? 1) || (y.cosine ?? 0) - (x.cosine ?? 0) || (x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : 1),
  )
}

const NUMBER = /\p{Nd}[\p{Nd}.,:\u00a0\u202f]*\p{Nd}/gu
const LINKS_AND_HANDLES = /(?:https?:\/\/|www\.)\S+|[@\uff20][\p{L}\p{N}_.-]+/giu
const NAME = /\p{Lu}[\p{L}\p{M}'’]+(?:[ -]\p{Lu}[\p{L}\p{M}'’]+)*/gu

/** Numbers and names of a text as objects. */
export function objectsIn(text: string): Map<string, { kind: ObjectKind; object: string }> {
  const bare = text.normalize('NFKC').replace(LINKS_AND_HANDLES, ' ')
  const found = new Map<string, { kind: ObjectKind; object: string }>()
  for (const [number] of bare.matchAll(NUMBER)) {
    const object = digitsOf(number)
    if (object.length >= 2) found.set(`number ${object}`, { kind: 'number', object })
  }
  for (const { 0: name, index } of bare.matchAll(NAME)) {
    if (/(?:^|[.!?…:;\n"“”„«»¡¿(])\s*$/u.test(bare.slice(Math.max(0, index - 4), index))) continue
    // of “Mayor Ferrante” and “alcaldesa Ferrante” the last word stays the same
    const object = (name.split(/[ -]/).at(-1) as string)
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
    if (object.length >= 3) found.set(`name ${object}`, { kind: 'name', object })
  }
  return found
}

/** Digits of any script as 0–9, nothing between them. */
function digitsOf(number: string): string {
  return [...number].map((sign) => (/\p{Nd}/u.test(sign) ? digitOf(sign) : '')).join('')
}

/** The zero of every script stands at a code that ends in 0 or in 6, the other nine after it. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) as number
  const low = code % 16
  return String(/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? low : low - 6)
}
