import { between, draw } from '../chance.js'
import { DAY, START } from '../clock.js'
import type { Scene } from '../scene.js'

/** One text, many mouths. */
export const copyPasteCrew: Scene = {
  id: 'copy-paste-crew',
  kind: 'operation',
  strength: 'strong',
  title: 'Copy-paste crew',
  what: '16 accounts; 26 texts, each posted word for word by 6 to 11 of them within 55 s, every other one with one picture; no repost, no link.',
  plant: ({ rng, members, moment, original, picture, remark }) => {
    const crew = members(16, { ordinary: 6, created: [START - 300 * DAY, START - 20 * DAY], client: 'Skiff Web' })
    for (let task = 0; task < 26; task++) {
      const text = `${remark()} The terminal is our future, task by task: ${task + 1} of 26 reasons.`
      const media = task % 2 === 0 ? [picture()] : []
      const call = moment(1 + Math.floor(task * 1.5), 8, 23)
      for (const account of draw(rng, crew, between(rng, 6, 11)))
        original({ at: call + 1000 * between(rng, 0, 55), by: account, text, media })
    }
  },
}
