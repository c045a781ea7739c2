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
    } else if (typeof value === 'object') {
      if (prefix.split('.').length < 6) flattenRecord(value as Record<string, unknown>, `${path}.`, into)
    } else into.set(path, String(value))
  }
  return into
}

/** `a.b[*].c` → `$."a"."b"[*]."c"`, which DuckDB reads. */
export function jsonPath(column: string): string {
  const parts = column.split(/(?<!\\)\./)
  return `$${parts
    .map((part) => {
      const isList = part.endsWith('[*]')
      const name = (isList ? part.slice(0, -3) : part).replaceAll('\\.', '.')
      return `."${name.replaceAll('"', '\\"')}"${isList ? '[*]' : ''}`
    })
    .join('')}`
}
