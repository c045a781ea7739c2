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
  'media',
  'given',
] as const
export type TraceId = (typeof TRACE_IDS)[number]

export interface TraceCount {
  readonly trace: TraceId
  readonly title: string
  readonly traces: number
  readonly accounts: number
  readonly objects: number
  /** False when no file of the case holds the field: "not in this file", never 0. */
  readonly isInData: boolean
}
