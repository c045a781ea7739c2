/** A trace: one account did one thing to one object at one time. */
export const TRACE_IDS = [
  'repost',
  'link',
  'domain',
  'hashtag',
  'hashtag-sequence',
  'mention',
  'reply-target',
  'exact-text',
  'near-duplicate-text',
  'media',
  'near-duplicate-media',
  'given',
] as const
export type TraceId = (typeof TRACE_IDS)[number]

/** Several traces as one, in the order of the list: `repost+link`. Its objects are written `link https://…`. One trace alone is itself. */
export function combineTraces(traces: readonly TraceId[]): TraceId {
  return TRACE_IDS.filter((each) => traces.includes(each)).join('+') as TraceId
}
export function tracesOf(trace: TraceId): readonly TraceId[] {
  return trace.split('+') as TraceId[]
}
/** The trace and the id of an object of a trace that may be several. */
export function splitObject(trace: TraceId, objectId: string): { readonly trace: TraceId; readonly objectId: string } {
  if (!trace.includes('+')) return { trace, objectId }
  const space = objectId.indexOf(' ')
  return { trace: objectId.slice(0, space) as TraceId, objectId: objectId.slice(space + 1) }
}

export interface TraceCount {
  readonly trace: TraceId
  readonly title: string
  readonly traces: number
  readonly accounts: number
  readonly objects: number
  /** False when no file of the case holds the field: "not in this file", never 0. */
  readonly isInData: boolean
}
