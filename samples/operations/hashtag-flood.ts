import { between, draw, some } from '../chance.js'
import type { Scene } from '../scene.js'
import { TAGS } from '../words.js'

/** Different texts, the same tags in the same order: a list was handed out. */
export const hashtagFlood: Scene = {
  id: 'hashtag-flood',
  kind: 'operation',
  strength: 'medium',
  title: 'Hashtag-sequence flood',
  what: '12 accounts; 20 lists of 5 common hashtags, each used in its order by 70 % of them within 55 s under texts of their own. Two bursts of six days with twelve days of rest between, the second on other hashtags than the first. Nobody answers.',
  behaviours: ['repurposing', 'isolation', 'campaign-timeline'],
  plant: ({ rng, members, moment, original, remark }) => {
    const crew = members(12, { ordinary: 8 })
    for (let task = 0; task < 20; task++) {
      const burst = Math.floor(task / 10)
      const hashtags = draw(
        rng,
        TAGS.filter((_, i) => i % 2 === burst),
        5,
      )
      const call = moment(8 + 18 * burst + Math.floor((task % 10) * 0.6), 17, 23)
      for (const account of some(rng, crew, 0.7)) {
        const text = `${remark()} ${hashtags.map((tag) => `#${tag}`).join(' ')}`
        original({ at: call + 1000 * between(rng, 0, 55), by: account, text, hashtags })
      }
    }
  },
}
