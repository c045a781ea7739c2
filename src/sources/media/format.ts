/** What a file of media is, by its first bytes alone: its name is what somebody called it. */

export type MediaKind = 'picture' | 'video'
export interface MediaFormat {
  /** Null: nothing that is read here. */
  readonly kind: MediaKind | null
  /** Such as jpeg; for what is not read, what it looks like. */
  readonly format: string
}

/** Bytes to look at. */
export const HEAD_BYTES = 512

const text = (head: Uint8Array, from: number, to: number) => Buffer.from(head.subarray(from, to)).toString('latin1')
const PICTURE_BRANDS = /^(avif|avis|mif1|msf1)$/
const NOT_READ: readonly (readonly [RegExp, string])[] = [
  [/^%PDF/, 'pdf'],
  [/^PK[\x03\x05]/, 'zip'],
  [/^\x1f\x8b/, 'gzip'],
  [/^BM/, 'bmp'],
  [/^(II\*\0|MM\0\*)/, 'tiff'],
  [/^\x7fELF|^MZ/, 'a program'],
  [/^\s*(<\?xml[\s\S]*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg/i, 'svg'],
  [/^\s*<(!doctype html|html|script|head|body)/i, 'html'],
  [/^\s*<\?xml/i, 'xml'],
]

export function formatOf(head: Uint8Array): MediaFormat {
  if (head.length === 0) return { kind: null, format: 'an empty file' }
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return { kind: 'picture', format: 'jpeg' }
  const first = text(head, 0, 4)
  if (text(head, 0, 8) === '\x89PNG\r\n\x1a\n') return { kind: 'picture', format: 'png' }
  if (/^GIF8[79]a/.test(text(head, 0, 6))) return { kind: 'picture', format: 'gif' }
  if (first === 'RIFF') {
    const inner = text(head, 8, 12)
    if (inner === 'WEBP') return { kind: 'picture', format: 'webp' }
    return inner === 'AVI ' ? { kind: 'video', format: 'avi' } : { kind: null, format: 'riff' }
  }
  if (text(head, 4, 8) === 'ftyp') {
    const brand = text(head, 8, 12)
    if (PICTURE_BRANDS.test(brand)) return { kind: 'picture', format: 'avif' }
    return /^(heic|heix|hevc|hevx)$/.test(brand) ? { kind: null, format: 'heic' } : { kind: 'video', format: 'mp4' }
  }
  if (first === '\x1aE\xdf\xa3') return { kind: 'video', format: 'webm' }
  const start = Buffer.from(head)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  const found = NOT_READ.find(([pattern]) => pattern.test(start))
  if (found) return { kind: null, format: found[1] }
  return { kind: null, format: /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(start) ? 'text' : 'unknown bytes' }
}
