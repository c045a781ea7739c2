import { between, pick, some } from '../chance.js'
import { DAY, START } from '../clock.js'
import type { Scene } from '../scene.js'

const LINES = [
  'Who pays you?',
  'Go and live on a rock then.',
  'You never worked a day on a quay.',
  'Ask her about the boat house!',
  'Always against, never for.',
  'Saltmere is tired of you.',
  'Paid by the ferry company.',
  'Enough of this.',
]

/** A pile-on: answers under critics' posts, one crew after the same few people. */
export const replyBrigade: Scene = {
  id: 'reply-brigade',
  kind: 'operation',
  strength: 'medium',
  title: 'Reply brigade on critics’ posts',
  what: '18 accounts answer 16 posts of 3 critics; 70 % each time, within 4 minutes that begin 2 to 15 minutes after the post; half of the answers come from a list of 8 lines. Ordinary readers answer too.',
  plant: ({ rng, members, others, moment, original, reply, remark }) => {
    const crew = members(18, { ordinary: 7, created: [START - 80 * DAY, START - 70 * DAY] })
    const critics = others(3, { ordinary: 15, name: 'harbour_reader' })
    for (let task = 0; task < 16; task++) {
      const post = original({
        at: moment(4 + Math.floor(task * 2.2), 9, 21),
        by: pick(rng, critics),
        audience: between(rng, 5, 16),
        hashtags: ['SaveTheQuay'],
      })
      const call = post.atMs + 1000 * between(rng, 120, 900)
      for (const account of some(rng, crew, 0.7))
        reply(post, { at: call + 1000 * between(rng, 0, 240), by: account, text: rng.below(2) ? pick(rng, LINES) : remark() })
    }
  },
}
