import { wilsonInterval } from '../statistics/index.js'

/** `hits` of `of`, with the Wilson 95 % interval. `share` is null when there is nothing to divide by. */
export interface Rate {
  readonly hits: number
  readonly of: number
  readonly share: number | null
  readonly low: number
  readonly high: number
}

export function rateOf(hits: number, of: number): Rate {
  return { hits, of, share: of === 0 ? null : hits / of, ...wilsonInterval(hits, of) }
}
