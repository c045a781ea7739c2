import type { MediaCluster } from '../../model/index.js'
import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { clusterLines, mediaLines } from '../media-views.js'
import { NAME_FLAGS, namerOf, PICTURE_FLAG } from '../name-flags.js'
import { shell } from '../shell.js'

export const command: Command = {
  argsMean: {
    CASE: 'the case',
    CLUSTER: 'one picture, such as M01: each copy with account, platform, time, what was done to it, distance to the first',
  },
  examples: ['lockstep media harbour', 'lockstep media harbour M01 --picture M01.svg', 'lockstep media harbour M01 --json'],
  flags: [PICTURE_FLAG, ...NAME_FLAGS],
  notes: [
    'Needs hashes: of files given with --media at the import, or of the platform (field media_pdq). Memes, press photographs and product pictures are passed around by people who never met.',
  ],
  async run(call) {
    const { args, world } = call
    const { fail, nameCluster, nameMedia, readMedia, writeMediaPicture } = await import('../../workflow/index.js')
    return withCase(call, call.has('reveal') ? 'write' : 'read', 'media', async (kase) => {
      const media = await readMedia(world, kase, { cluster: args[1] })
      const name = await namerOf(call, kase)
      const cluster = args[1] === undefined ? null : (media.clusters[0] as MediaCluster)
      const picture = call.flag('picture')
      if (picture !== undefined) {
        if (cluster === null)
          return fail({
            code: 'usage/missing-argument',
            what: '--picture draws one picture’s spread, and none was named',
            fix: shell`lockstep media ${args[0]} M01 --picture M01.svg`,
            unchanged: 'nothing was written',
          })
        call.say(`picture  ${writeMediaPicture(cluster, picture, name)}`)
      }
      const first = media.clusters[0]
      return {
        case: kase.path,
        data: cluster === null ? nameMedia(media, name) : nameCluster(cluster, name),
        text: cluster === null ? mediaLines(media, name) : clusterLines(cluster, name),
        next: cluster === null ? (first ? [shell`lockstep media ${args[0]} ${first.clusterId}`] : []) : [shell`lockstep report ${args[0]}`],
      }
    })
  },
}
