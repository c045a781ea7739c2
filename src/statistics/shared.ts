/** Arrays of zeros that threads read and write in place. */
export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4))
export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8))
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length))
