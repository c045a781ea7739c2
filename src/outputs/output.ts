import type { Writable } from 'node:stream'
import type { Job } from '../store/index.js'

/** Turns account keys into what may be shown: a keyed pseudonym by default, the handle when a person chose that. */
export type Namer = (accountKey: number) => string

export interface OutputSubject {
  readonly networkId?: string
  readonly groupId?: string
}

export interface Output {
  readonly id: string
  readonly title: string
  readonly of: readonly ('case' | 'network' | 'group')[]
  readonly mediaType: string
  readonly extension: string
  write(job: Job, subject: OutputSubject, name: Namer, sink: Writable): Promise<void>
}
