import { between, pick, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** As the boost crew, with software that waits a random while so as not to be seen in a narrow window. */
export const jitterCrew: Scene = {
  id: 'jitter-crew',
  kind: 'operation',
  strength: 'weak',
  title: 'Repost crew with random delays up to 10 minutes',
  what: '12 accounts repost 24 posts of 8 sources; 65 % take part each time, each after its own delay, even over 10 minutes. The posts are popular, with quick readers of their own.',
  behaviours: ['amplification'],
  plant: ({ rng, members, others, moment, original, repost }) => {
    const crew = members(12, { ordinary: 20 })
    const sources = others(8, { ordinary: 10, name: 'quay_business' })
    for (let task = 0; task < 24; task++) {
      const at = moment(between(rng, 2, 37), 9, 21)
      const post = original({ at, by: pick(rng, sources), audience: between(rng, 12, 30), audienceDelayMs: 3_600_000 })
      const call = post.atMs + 1000 * between(rng, 60, 1200)
      for (const account of some(rng, crew, 0.65)) repost(post, account, call + 1000 * between(rng, 0, 600))
    }
  },
}
