import { between, chance, pick, some } from '../chance.js'
import { DAY, START } from '../clock.js'
import type { Scene } from '../scene.js'

/** The plainest operation: one crew reposts what it is told to, from several sources, seconds apart. */
export const boostCrew: Scene = {
  id: 'boost-crew',
  kind: 'operation',
  strength: 'strong',
  title: 'Boost crew: co-reposts seconds apart',
  what: '14 accounts, created within two weeks, with one profile text, repost 36 posts of 5 sources, on any days, nearly half of them one client’s; 85 % take part each time, all within 40 s, 2 to 15 minutes after the post. The posts also have ordinary readers. Two of the crew were brought 120 followers in a day, made within four days a year before.',
  behaviours: ['registration-cohorts', 'amplification', 'follower-blocks'],
  plant: ({ rng, members, others, moment, original, repost, followers }) => {
    const crew = members(14, { ordinary: 8, created: [START - 60 * DAY, START - 46 * DAY], description: 'Saltmere first' })
    const sources = others(5, { ordinary: 12, name: 'port_progress' })
    for (const account of crew.slice(0, 2)) followers({ account, people: 200, newcomers: 0.3, delivered: 120 })
    for (let task = 0; task < 36; task++) {
      const post = original({
        at: moment(between(rng, 3, 38), 8, 20),
        by: chance(rng, 0.3) ? (sources[0] as number) : pick(rng, sources),
        audience: between(rng, 4, 14),
        hashtags: ['Terminal2030'],
      })
      const call = post.atMs + 1000 * between(rng, 120, 900)
      for (const account of some(rng, crew, 0.85)) repost(post, account, call + 1000 * between(rng, 0, 40))
    }
  },
}
