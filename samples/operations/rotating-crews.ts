import { between, draw, pick } from '../chance.js'
import { DAY, START } from '../clock.js'
import type { Scene } from '../scene.js'

/** A big operation sends another crew each time, so that no two accounts meet often. */
export const rotatingCrews: Scene = {
  id: 'rotating-crews',
  kind: 'operation',
  strength: 'medium',
  title: 'Many accounts in rotating crews',
  what: '40 accounts, created within 3 days; 80 posts of 6 sources are each reposted by 8 drawn accounts within 45 s. Two accounts meet 2.9 times on average.',
  behaviours: ['registration-cohorts', 'amplification'],
  plant: ({ rng, members, others, moment, original, repost }) => {
    const all = members(40, { ordinary: 4, created: [START - 33 * DAY, START - 30 * DAY] })
    const sources = others(6, { ordinary: 12, name: 'saltmere_builds' })
    for (let task = 0; task < 80; task++) {
      const post = original({ at: moment(between(rng, 1, 40), 7, 23), by: pick(rng, sources), audience: between(rng, 1, 8) })
      const call = post.atMs + 1000 * between(rng, 300, 5400)
      for (const account of draw(rng, all, 8)) repost(post, account, call + 1000 * between(rng, 0, 45))
    }
  },
}
