import { shuffle } from '../../src/statistics/index.js'
import { between, pick } from '../chance.js'
import { HOUR } from '../clock.js'
import type { Scene } from '../scene.js'

/** No window of seconds can see it: planted so that something is missed and the miss is reported. */
export const slowCrew: Scene = {
  id: 'slow-crew',
  kind: 'operation',
  strength: 'weak',
  title: 'Slow crew: the same posts, hours apart',
  what: '7 accounts repost the same 18 posts of 6 sources, one after another in ever another order, 30 to 150 minutes apart. At 60 s nothing of it can be seen.',
  plant: ({ rng, members, others, moment, original, repost }) => {
    const crew = members(7, { ordinary: 15 })
    const sources = others(6, { ordinary: 10 })
    for (let task = 0; task < 18; task++) {
      const post = original({ at: moment(between(rng, 2, 37), 6, 12), by: pick(rng, sources), audience: between(rng, 5, 15) })
      let at = post.atMs
      for (const account of shuffle([...crew], rng)) {
        at += (HOUR / 60) * between(rng, 30, 150)
        repost(post, account, at)
      }
    }
  },
}
