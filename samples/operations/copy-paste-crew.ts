import { between, draw, pick } from '../chance.js'
import { DAY, START } from '../clock.js'
import type { Scene } from '../scene.js'

/** One text, many mouths, in an office’s hours; they talk to one another. */
export const copyPasteCrew: Scene = {
  id: 'copy-paste-crew',
  kind: 'operation',
  strength: 'strong',
  title: 'Copy-paste crew',
  what: '16 accounts of one name and number, created within 3 days; 30 texts, one each workday from 9 to 17 h, each posted word for word by 8 of them within 55 s, every other one with one picture; three of their own answer each. No repost, no link.',
  behaviours: ['registration-cohorts', 'isolation', 'cadence'],
  plant: ({ rng, members, moment, original, picture, remark, reply }) => {
    const crew = members(16, { ordinary: 4, created: [START - 203 * DAY, START - 200 * DAY], name: 'harbour_voice' })
    for (let task = 0; task < 30; task++) {
      const text = `${remark()} The terminal is our future, task by task: ${task + 1} of 30 reasons.`
      const media = task % 2 === 0 ? [picture()] : []
      const call = moment(task + 2 * Math.floor(task / 5), 9, 17)
      const posts = draw(rng, crew, 8).map((by) => original({ at: call + 1000 * between(rng, 0, 55), by, text, media }))
      for (const by of draw(rng, crew, 3)) {
        const post = pick(rng, posts)
        if (post.account !== by) reply(post, { at: post.atMs + 1000 * between(rng, 300, 3000), by })
      }
    }
  },
}
