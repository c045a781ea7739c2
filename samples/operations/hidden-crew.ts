import { between, draw, pick, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** Little coordination under much ordinary life, by accounts that were somebody’s before. */
const HOBBIES = ['sailing', 'seals', 'photo', 'swimming', 'seafood', 'railways']
export const hiddenCrew: Scene = {
  id: 'hidden-crew',
  kind: 'operation',
  strength: 'weak',
  title: 'Crew that hides among much ordinary activity',
  what: '8 old accounts with about 45 ordinary posts each, 14 more on a hobby in German until they turn, all in one week, and 14 on the port in English from another client since; 7 times in six weeks 60 % of them repost one post of ever another account within 50 s.',
  behaviours: ['repurposing', 'campaign-timeline'],
  plant: ({ rng, members, others, moment, original, repost }) => {
    const crew = members(8, { ordinary: 45 })
    const sources = others(7, { ordinary: 8 })
    for (const by of crew) {
      const turn = between(rng, 21, 26)
      const hobby = draw(rng, HOBBIES, 2)
      for (let i = 0; i < 14; i++) {
        original({
          at: moment(between(rng, 0, turn - 1), 8, 22),
          by,
          language: 'de',
          hashtags: [pick(rng, hobby)],
          audience: between(rng, 0, 2),
        })
        const at = moment(between(rng, turn, 41), 8, 22)
        original({ at, by, hashtags: [pick(rng, ['Terminal2030', 'jobs', 'ports'])], client: 'OtterDeck', audience: between(rng, 0, 2) })
      }
    }
    for (let task = 0; task < 7; task++) {
      const post = original({ at: moment(3 + task * 5, 10, 20), by: sources[task] as number, audience: between(rng, 8, 25) })
      const call = post.atMs + 1000 * between(rng, 600, 7200)
      for (const account of some(rng, crew, 0.6)) repost(post, account, call + 1000 * between(rng, 0, 50))
    }
  },
}
