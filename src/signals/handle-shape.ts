/** Handles by how they are made: letters in a row become a, digits keep their number: `anna_84721` → `a_9⁵`. */
export function handleShape(handle: string): string {
  return handle
    .replace(/^@/, '')
    .replace(/\p{L}[\p{L}\p{M}]*/gu, 'a')
    .replace(/\p{N}+/gu, (digits) => `9{${[...digits].length}}`)
}

/** The letters that a handle begins with, when four or more; null else. A common stem is how batches are named. */
export function handleStem(handle: string): string | null {
  const letters = /^@?(\p{L}[\p{L}\p{M}]*)/u.exec(handle)?.[1]?.toLowerCase() ?? ''
  return [...letters].length >= 4 ? [...letters].slice(0, 6).join('') : null
}
