import { logNormal, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** Everybody at once, because it happened then. One hour, never again. */
export const breakingNews: Scene = {
  id: 'breaking-news',
  kind: 'look-alike',
  strength: 'medium',
  title: 'Breaking news: a crane falls',
  what: '110 readers, in one hour, repost 3 or 4 of the 9 posts of five newsrooms about one accident; delays log-normal, median 4 minutes. They have nothing else in common.',
  plant: ({ rng, members, others, moment, original, repost }) => {
    const readers = members(110, { ordinary: 5 })
    const newsrooms = others(5, { ordinary: 12, name: 'news_ticker' })
    const fall = moment(17, 18, 19)
    for (let story = 0; story < 9; story++) {
      const at = fall + story * 330_000
      const post = original({ at, by: newsrooms[story % 5] as number, audience: 12, audienceDelayMs: 1_200_000, hashtags: ['crane'] })
      for (const reader of some(rng, readers, 0.38)) repost(post, reader, post.atMs + Math.max(4000, logNormal(rng, 240_000, 0.9)))
    }
  },
}
