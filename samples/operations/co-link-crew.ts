import { between, pick, some } from '../chance.js'
import { DAY, START } from '../clock.js'
import type { Scene } from '../scene.js'

/**
 * The operation is the audience: nobody else posts these links, so the links' own spread shows nothing unusual
 * (methods, 2d). Only a comparison with like links, or the test of sharing, finds it.
 */
export const coLinkCrew: Scene = {
  id: 'co-link-crew',
  kind: 'operation',
  strength: 'medium',
  title: 'Co-link crew on pages that nobody else posts',
  what: '10 accounts post 24 links on 3 sites that nobody else ever posts, each with its own words; 75 % take part each time, all within 50 s.',
  plant: ({ rng, members, moment, original, page }) => {
    const crew = members(10, { ordinary: 10, created: [START - 120 * DAY, START - 110 * DAY] })
    for (let task = 0; task < 24; task++) {
      const address = page(pick(rng, ['true-quay.example', 'port-facts.example', 'saltmere-insider.example']))
      const call = moment(4 + Math.floor(task * 1.4), 7, 22)
      for (const account of some(rng, crew, 0.75)) original({ at: call + 1000 * between(rng, 0, 50), by: account, urls: [address] })
    }
  },
}
