/** The elements of one JSON array, cut at the commas of its first level without reading them. */
export interface ArrayElement {
  readonly bytes: Buffer
  /** Number of the element, from 1. */
  readonly line: number
  readonly broken?: string
}

const MAX_ELEMENT = 8 << 20

export async function* cutArray(chunks: AsyncIterable<unknown>): AsyncGenerator<ArrayElement> {
  let depth = 0
  let isString = false
  let isEscaped = false
  let isClosed = false
  let number = 0
  let isTooLong = false
  let held: Buffer[] = []
  let heldBytes = 0
  const hold = (part: Buffer) => {
    if (heldBytes + part.length > MAX_ELEMENT) isTooLong = true
    if (isTooLong || part.length === 0) return
    held.push(Buffer.from(part))
    heldBytes += part.length
  }
  const take = (): ArrayElement | null => {
    const bytes = Buffer.from(Buffer.concat(held).toString('latin1').trim(), 'latin1')
    const broken = isTooLong ? 'the record is longer than 8 MB' : undefined
    held = []
    heldBytes = 0
    isTooLong = false
    return bytes.length === 0 && !broken ? null : { bytes, line: ++number, broken }
  }
  for await (const piece of chunks) {
    const chunk = piece as Buffer
    let from = 0
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number
      if (isString) {
        if (isEscaped) isEscaped = false
        else if (byte === 92) isEscaped = true
        else if (byte === 34) isString = false
      } else if (byte === 34) isString = true
      else if (byte === 91 || byte === 123) {
        if (depth++ === 0) from = i + 1
      } else if (byte === 93 || byte === 125) {
        if (--depth === 0) {
          hold(chunk.subarray(from, i))
          const element = take()
          if (element) yield element
          isClosed = true
          from = i + 1
        }
      } else if (byte === 44 && depth === 1) {
        hold(chunk.subarray(from, i))
        const element = take()
        if (element) yield element
        from = i + 1
      }
    }
    if (depth > 0 || isClosed) hold(chunk.subarray(from))
  }
  const rest = take()
  if (rest) yield { ...rest, broken: isClosed ? 'text follows the end of the array' : 'the array is not closed: the file ends too early' }
}
