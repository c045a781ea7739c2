import { between, some } from '../chance.js'
import { PEBBLE } from '../people.js'
import type { Scene } from '../scene.js'

const DESKS = ['city_desk', 'quay_sport', 'pier_culture', 'market_wire', 'letters_page', 'press_photo', 'night_editor', 'week_in_salt']

/** One scheduler serves all accounts of a paper, which says so in every profile. */
export const newsroom: Scene = {
  id: 'newsroom',
  kind: 'look-alike',
  strength: 'strong',
  title: 'Newsroom with one scheduler',
  what: '8 accounts of one declared organisation, and 2 more on the second platform, publish 60 stories, on any days, from one client: 75 % of them post each link in the same 20 seconds, with the same headline and, every other time, the same press photo. Readers link the stories later. Half of those who sign up follow the city desk at once.',
  behaviours: ['automation', 'cross-platform-sync'],
  plant: ({ rng, members, moment, original, page, picture, remark, followers }) => {
    const paper = { organisation: 'Saltmere Post', client: 'DeskPlanner' }
    const desk = [
      ...DESKS.flatMap((name) => members(1, { ...paper, ordinary: 2, name })),
      ...members(2, { ...paper, ordinary: 0, platform: PEBBLE }),
    ]
    followers({ account: desk[0] as number, people: 320, newcomers: 0.5, delivered: 0 })
    for (let story = 0; story < 60; story++) {
      const at = Math.floor(moment(between(rng, 0, 41), 7, 20) / 60_000) * 60_000
      const text = remark()
      const address = page('saltmere-post.example', text)
      const media = story % 2 === 0 ? [picture()] : []
      for (const account of some(rng, desk, 0.75))
        original({
          at: at + 1000 * between(rng, 0, 20),
          by: account,
          urls: [address],
          text,
          media,
          client: 'DeskPlanner',
          audience: desk.indexOf(account) < DESKS.length ? between(rng, 0, 4) : 0,
        })
    }
  },
}
