import { between, pick, some } from '../chance.js'
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
  what: '18 accounts answer 16 posts of 3 critics, the last 8 of them, all by the third critic, within 12 hours; 70 % each time, within 4 minutes that begin 2 to 15 minutes after the post; half of the answers come from a list of 8 lines. Ordinary readers answer too.',
  behaviours: ['pile-ons'],
  plant: ({ rng, members, others, moment, original, reply, remark }) => {
    const crew = members(18, { ordinary: 7 })
    const critics = others(3, { ordinary: 15, name: 'harbour_reader' })
    for (let task = 0; task < 16; task++) {
      const post = original({
        at: task < 8 ? moment(4 + Math.floor(task * 2.7), 9, 21) : moment(29, 1.5 * task - 3, 1.5 * task - 2),
        by: task < 8 ? pick(rng, critics.slice(0, 2)) : (critics[2] as number),
        audience: between(rng, 5, 16),
        hashtags: ['SaveTheQuay'],
      })
      const call = post.atMs + 1000 * between(rng, 120, 900)
      for (const account of some(rng, crew, 0.7))
        reply(post, { at: call + 1000 * between(rng, 0, 240), by: account, text: rng.below(2) ? pick(rng, LINES) : remark() })
    }
  },
}
