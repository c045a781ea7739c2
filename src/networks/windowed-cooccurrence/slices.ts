import { type EdgeBlock, type EdgeTimes, edgeBuffer } from './edges.js'
import { type HubArrays, withLookup } from './hubs.js'
import { countRow, type KernelInput, makeScratch } from './kernel.js'

/** What a thread is handed: arrays are shared, so nothing is copied. */
export type SharedInput = Omit<KernelInput, 'hubs'> & EdgeTimes & { readonly hubs: HubArrays; readonly sliceStart: Int32Array }

/** Cuts accounts into runs of about equally many entries. The cut does not depend on the number of threads. */
export function cutSlices(entryStart: Int32Array): Int32Array {
  const accounts = entryStart.length - 1
  const total = entryStart[accounts] as number
  const step = Math.max(8_000, Math.ceil(total / 512))
  const starts = [0]
  for (let a = 1, next = step; a < accounts; a++)
    if ((entryStart[a] as number) >= next) {
      starts.push(a)
      next = (entryStart[a] as number) + step
    }
  if (starts.at(-1) !== accounts) starts.push(accounts)
  return Int32Array.from(starts)
}

export function sliceRunner(input: SharedInput): (slice: number) => EdgeBlock {
  const kernel: KernelInput = { ...input, hubs: withLookup(input.hubs) }
  const scratch = makeScratch(input.entryStart.length - 1)
  const buffer = edgeBuffer(input)
  return (slice) => {
    const end = input.sliceStart[slice + 1] as number
    for (let account = input.sliceStart[slice] as number; account < end; account++) countRow(kernel, scratch, account, buffer.add)
    return buffer.take()
  }
}
