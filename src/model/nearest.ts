/** Letters to insert, delete, replace or swap with the neighbour to get from one word to the other. */
export function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number) => rows[i]![j]!
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1)
      rows[i]![j] = least
    }
  return at(a.length, b.length)
}

/** The known word most like the given one, or null when none is near. Shared parts count: `repost-window` is near `windowed-cooccurrence`. */
export function nearest(given: string, known: readonly string[]): string | null {
  const word = given.toLowerCase().slice(0, 60)
  const parts = word.split('-').filter((part) => part.length > 3)
  let best: string | null = null
  let bestCost = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const distance = editDistance(word, candidate)
    const isNear = distance <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3))
    const sharesPart = parts.some((part) => candidate.includes(part)) || (word.length > 1 && candidate.startsWith(word))
    const cost = isNear ? distance : sharesPart ? 100 + distance : Number.POSITIVE_INFINITY
    if (cost < bestCost) {
      best = candidate
      bestCost = cost
    }
  }
  return best
}

export function didYouMean(given: string, known: readonly string[]): string {
  const near = nearest(given, known)
  return near === null ? '' : ` Did you mean '${near}'?`
}
