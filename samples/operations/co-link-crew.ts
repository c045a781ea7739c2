import { between, pick, some } from '../chance.js'
import type { Scene } from '../scene.js'

const MINUTE = 60_000

/**
 * The operation is the audience: nobody else posts these links, so the links' own spread shows nothing unusual
 * (methods, 2d). Only a comparison with like links, or the test of sharing, finds it.
 */
export const coLinkCrew: Scene = {
  id: 'co-link-crew',
  kind: 'operation',
  strength: 'medium',
  title: 'Co-link crew on pages that nobody else posts',
  what: '10 accounts post 24 links on 3 sites that nobody else ever posts, each with its own words; 75 % take part each time. A program does it: twelve rounds of two links, half an hour apart to the second, each account always at its own second of the minute, all within 50 s, from a client that few others use. Nobody answers.',
  behaviours: ['automation', 'isolation'],
  plant: ({ rng, members, moment, original, page }) => {
    const crew = members(10, { ordinary: 10 })
    for (let round = 0; round < 12; round++) {
      const start = Math.floor(moment(between(rng, 4, 36), 7, 21) / MINUTE) * MINUTE
      for (const call of [start, start + 30 * MINUTE]) {
        const address = page(pick(rng, ['true-quay.example', 'port-facts.example', 'saltmere-insider.example']))
        for (const account of some(rng, crew, 0.75))
          original({ at: call + 5000 * crew.indexOf(account), by: account, urls: [address], client: 'LinkPilot' })
      }
    }
  },
}
