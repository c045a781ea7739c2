import { join } from 'node:path'
import type { SampleFiles } from '../workflow/index.js'
import type { Call } from './command.js'
import type { Flag } from './flags.js'

export const SAMPLE_FLAG: Flag = { name: 'posts', value: 'N', default: '20000', meaning: 'posts of the invented sample' }

/** Writes the sample beside the case: `harbour.lockstep` gets `harbour.sample/`. */
export async function makeSample(call: Call, casePath: string): Promise<SampleFiles> {
  const { writeSample } = await import('../workflow/index.js')
  const { fail } = await import('../model/index.js')
  const posts = Number(call.flag('posts') ?? SAMPLE_FLAG.default)
  if (!Number.isInteger(posts) || posts < 1000 || posts > 100_000_000)
    fail({
      code: 'usage/bad-posts',
      what: `'${call.flag('posts')}' is no number of posts`,
      where: { column: '--posts' },
      fix: 'give a whole number from 1000: --posts 20000',
      unchanged: 'nothing was done',
    })
  const folder = join(`${casePath.replace(/\.lockstep$/, '')}.sample`)
  return writeSample(call.world, { folder, posts, seed: call.seed })
}
