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
    if (Array.isArray(value)) {
      const inner = value.filter(
        (item): item is Record<string, unknown> => item !== null && typeof item === 'object' && !Array.isArray(item),
      )
      if (inner.length === 0) into.set(path, JSON.stringify(value))
      else
        for (const item of inner)
          for (const key of Object.keys(item))
            if (typeof item[key] !== 'object') into.set(`${path}[*].${key}`, JSON.stringify(inner.map((one) => one[key])))
      if (TYPED_LISTS.includes(name))
        for (const { type, id } of inner) if (/^\w+$/.test(String(type)) && id != null) into.set(`${path}[type=${type}].id`, String(id))
    } else if (typeof value === 'object') {
      if (prefix.split('.').length < 6) flattenRecord(value as Record<string, unknown>, `${path}.`, into)
    } else into.set(path, String(value))
  }
  return into
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
