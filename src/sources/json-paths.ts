/** Lists whose `type` says what each member means: `referenced_tweets[type=retweeted].id` is one value. */
const TYPED_LISTS = ['referenced_tweets']

/** JSON records as columns: `author.id` is the member id of author, `entities.urls[*].url` is a list. Values are only for guessing. */
export function flattenRecord(
  record: Readonly<Record<string, unknown>>,
  prefix = '',
  into = new Map<string, string>(),
): Map<string, string> {
  for (const [name, value] of Object.entries(record)) {
    const path = prefix + name.replaceAll('.', '\\.')
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) flattenList(value, path, into)
    else if (isObject(value)) {
      if (prefix.split('.').length < 6) flattenRecord(value, `${path}.`, into)
    } else into.set(path, String(value))
    if (Array.isArray(value) && TYPED_LISTS.includes(name))
      for (const { type, id } of value.filter(isObject))
        if (/^\w+$/.test(String(type)) && id != null) into.set(`${path}[type=${type}].id`, String(id))
  }
  return into
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Lists in lists are taken as one: `facets[*].features[*].uri`. */
function flattenList(list: readonly unknown[], path: string, into: Map<string, string>): void {
  const inner = list.filter(isObject)
  if (inner.length === 0) into.set(path, JSON.stringify(list))
  for (const key of new Set(inner.flatMap(Object.keys))) {
    const values = inner.map((one) => one[key])
    const below = `${path}[*].${key.replaceAll('.', '\\.')}`
    if (values.some((value) => typeof value !== 'object')) into.set(below, JSON.stringify(values))
    else if (values.some((value) => Array.isArray(value)) && below.split('[*]').length < 4) flattenList(values.flat(), below, into)
  }
}

/** The object that a record is, or null. Numbers that JavaScript would round become text. */
export function parseRecord(json: string): Record<string, unknown> | null {
  const exact = /\d{16}/.test(json)
    ? json.replace(/"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{16,}(?![\d.eE])/g, (part) => (part.startsWith('"') ? part : `"${part}"`))
    : json
  try {
    const value: unknown = JSON.parse(exact)
    return isObject(value) ? value : null
  } catch {
    // An invalid record is rejected later, with its line.
    return null
  }
}

/** `a.b[*].c` → `$."a"."b"[*]."c"`, which DuckDB reads; `a[type=x].c` → `$."a"[type=x]."c"`, which the store takes apart. */
export function jsonPath(column: string): string {
  const parts = column.split(/(?<!\\)\./)
  return `$${parts
    .map((part) => {
      const which = /\[(\*|type=\w+)\]$/.exec(part)?.[0] ?? ''
      const name = part.slice(0, part.length - which.length).replaceAll('\\.', '.')
      return `."${name.replaceAll('"', '\\"')}"${which}`
    })
    .join('')}`
}
