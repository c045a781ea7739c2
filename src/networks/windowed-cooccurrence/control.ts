/** Words that counting threads share: the next slice, slices written, whether to stop, the next part, parts filled. */
export const [NEXT, WRITTEN, STOP, PART, FILLED] = [0, 1, 2, 3, 4] as const
export const WORDS = 5
/** Slices that may wait for being written, so that finished edges do not pile up. */
export const AHEAD = 64
