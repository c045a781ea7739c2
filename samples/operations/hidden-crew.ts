import { between, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** Little coordination under much ordinary life. */
export const hiddenCrew: Scene = {
  id: 'hidden-crew',
  kind: 'operation',
  strength: 'weak',
  title: 'Crew that hides among much ordinary activity',
  what: '8 old accounts with about 55 ordinary posts each; 7 times in six weeks 60 % of them repost one post of ever another account within 50 s.',
  plant: ({ rng, members, others, moment, original, repost }) => {
    const crew = members(8, { ordinary: 55 })
    const sources = others(7, { ordinary: 8 })
    for (let task = 0; task < 7; task++) {
      const post = original({ at: moment(3 + task * 5, 10, 20), by: sources[task] as number, audience: between(rng, 8, 25) })
      const call = post.atMs + 1000 * between(rng, 600, 7200)
      for (const account of some(rng, crew, 0.6)) repost(post, account, call + 1000 * between(rng, 0, 50))
    }
  },
}
