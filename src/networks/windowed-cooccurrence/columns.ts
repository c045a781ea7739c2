/** Traces as columns, ordered by object, time, account, post. Buffers are shared so that threads read them in place. */
export interface Traces {
  readonly count: number
  /** Largest account key + 1. */
  readonly accounts: number
  readonly account: Int32Array
  readonly post: Int32Array
  /** Whole seconds after `baseMs` when every time is a whole second and fits, else exact ms after it. */
  readonly time: Int32Array | Float64Array
  readonly unitMs: 1 | 1000
  readonly baseMs: number
  /** Object number (dense, in order) → first trace; one more at the end. */
  readonly objectStart: Int32Array
  readonly objectKey: Int32Array
}

export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(Math.max(1, length) * 4))
export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(Math.max(1, length) * 8))
