import type { SampleFiles } from '../workflow/index.js'
import type { Call } from './command.js'
import type { Flag } from './flags.js'

export const SAMPLE_FLAG: Flag = { name: 'posts', value: 'N', default: '20000', meaning: 'posts of the invented sample' }

export async function samplePosts(call: Call): Promise<number> {
  const { readSamplePosts } = await import('../workflow/index.js')
  return readSamplePosts(call.flag('posts') ?? (SAMPLE_FLAG.default as string))
}

/** Writes the sample beside the case: `harbour.lockstep` gets `harbour.sample/`. */
export async function makeSample(call: Call, casePath: string, into?: string): Promise<SampleFiles> {
  const { writeSample } = await import('../workflow/index.js')
  const posts = await samplePosts(call)
  const folder = `${casePath.replace(/\.lockstep$/, '')}.sample`
  return writeSample(call.world, { folder, posts, seed: call.seed, into })
}
