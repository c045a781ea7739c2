/** What is kept of a picture so that it can be laid over another one: a small grey copy, its frame, and regions that are found again in a crop. */
export interface Corners {
  readonly left: number
  readonly top: number
  /** Not included. */
  readonly right: number
  readonly bottom: number
}

export interface Look {
  readonly width: number
  readonly height: number
  /** Brightness 0 to 255, row by row. */
  readonly grey: Uint8Array
  /** Without one-coloured margins, in pixels of the small copy. */
  readonly content: Corners
  /** Without caption bars too. */
  readonly picture: Corners
  readonly regions: Regions
}

/** Places and sizes are shares of the picture's longer side; REGION_WORDS words of bits a region. */
export interface Regions {
  readonly count: number
  readonly x: Float32Array
  readonly y: Float32Array
  readonly size: Float32Array
  readonly bits: Uint32Array
  /** Of the mirrored picture, the same region; its place there is (width − x, y). */
  readonly mirrorBits: Uint32Array
}
export const REGION_WORDS = 8

const VERSION = 1
const HEAD = 12

/** One array of bytes for the store; little-endian on every machine. */
export function lookToBytes({ width, height, grey, content, picture, regions }: Look): Uint8Array {
  const { count, x, y, size, bits, mirrorBits } = regions
  const out = new Uint8Array(HEAD * 2 + grey.length + count * (12 + REGION_WORDS * 8))
  const view = new DataView(out.buffer)
  const head = [VERSION, width, height, ...sidesOf(content), ...sidesOf(picture), count]
  head.forEach((value, i) => {
    view.setUint16(i * 2, value, true)
  })
  out.set(grey, HEAD * 2)
  let at = HEAD * 2 + grey.length
  for (const list of [x, y, size])
    for (const value of list) {
      view.setFloat32(at, value, true)
      at += 4
    }
  for (const list of [bits, mirrorBits])
    for (const value of list) {
      view.setUint32(at, value, true)
      at += 4
    }
  return out
}

/** Null when the bytes are not of this version or cut off. */
export function lookFromBytes(bytes: Uint8Array): Look | null {
  if (bytes.length < HEAD * 2) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = Array.from({ length: HEAD }, (_, i) => view.getUint16(i * 2, true))
  const [version, width, height, , , , , , , , , count] = head as [number, number, number, ...number[]] & { 11: number }
  const pixels = width * height
  if (version !== VERSION || bytes.length !== HEAD * 2 + pixels + count * (12 + REGION_WORDS * 8)) return null
  const start = HEAD * 2 + pixels
  const floats = (list: number) => Float32Array.from({ length: count }, (_, i) => view.getFloat32(start + (list * count + i) * 4, true))
  const bitsAt = start + 3 * count * 4
  const words = (list: number) =>
    Uint32Array.from({ length: count * REGION_WORDS }, (_, i) => view.getUint32(bitsAt + (list * count * REGION_WORDS + i) * 4, true))
  return {
    width,
    height,
    grey: bytes.slice(HEAD * 2, HEAD * 2 + pixels),
    content: cornersOf(head, 3),
    picture: cornersOf(head, 7),
    regions: { count, x: floats(0), y: floats(1), size: floats(2), bits: words(0), mirrorBits: words(1) },
  }
}

const sidesOf = ({ left, top, right, bottom }: Corners): number[] => [left, top, right, bottom]
const cornersOf = (list: readonly number[], at: number): Corners => ({
  left: list[at] as number,
  top: list[at + 1] as number,
  right: list[at + 2] as number,
  bottom: list[at + 3] as number,
})
