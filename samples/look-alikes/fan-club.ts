import { between, logNormal, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** Notifications on: they love one singer and are quick, each in its own time. Passes every raw threshold. */
export const fanClub: Scene = {
  id: 'fan-club',
  kind: 'look-alike',
  strength: 'strong',
  title: 'Fan club of a singer',
  what: '30 fans repost 42 posts of one singer, on any days; 65 % each time, after a log-normal delay of 75 s median (sigma 1.1). One source, loose times; the rest of their life is ordinary. The singer has many followers who came as soon as they had signed up; the fans are among them.',
  behaviours: ['amplification'],
  plant: ({ rng, members, others, moment, original, repost, followers }) => {
    const fans = members(30, { ordinary: 9 })
    const [singer] = others(1, { ordinary: 5, name: 'mira_sandvik_sings' }) as [number]
    followers({ account: singer, people: 320, newcomers: 0.7, sure: fans, delivered: 0 })
    for (let song = 0; song < 42; song++) {
      const post = original({ at: moment(between(rng, 0, 41), 10, 23), by: singer, audience: 8, hashtags: ['MiraSandvik'] })
      for (const fan of some(rng, fans, 0.65)) repost(post, fan, post.atMs + Math.max(3000, logNormal(rng, 75_000, 1.1)))
    }
  },
}
