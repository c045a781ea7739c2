/** Many texts as one array of UTF-16 code units: small, and the same memory for every thread. */
export interface Packed {
  readonly units: Uint16Array
  /** Text i lies from start[i] to start[i + 1]. */
  readonly start: Float64Array
}

export function pack(texts: readonly string[]): Packed {
  const start = new Float64Array(texts.length + 1)
  for (const [i, text] of texts.entries()) start[i + 1] = (start[i] as number) + text.length
  const units = new Uint16Array(new SharedArrayBuffer(2 * (start[texts.length] as number)))
  let at = 0
  for (const text of texts) for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i)
  return { units, start }
}

/** A piece of the code units as text. */
export function unpack(units: Uint16Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at += 8192) text += String.fromCharCode(...units.subarray(at, Math.min(to, at + 8192)))
  return text
}
