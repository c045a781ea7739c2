import { between, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** One scheduler serves all accounts of a paper, which says so in every profile. */
export const newsroom: Scene = {
  id: 'newsroom',
  kind: 'look-alike',
  strength: 'strong',
  title: 'Newsroom with one scheduler',
  what: '8 accounts of one declared organisation publish 60 stories from one client: 75 % of them post each link in the same 20 seconds, with the same headline and, every other time, the same press photo. Readers link the stories later.',
  plant: ({ rng, members, moment, original, page, picture, remark }) => {
    const desk = members(8, {
      ordinary: 2,
      organisation: 'Saltmere Post',
      client: 'DeskPlanner',
      name: 'saltmere_post_desk',
      description: 'A desk of the Saltmere Post, an invented paper',
    })
    for (let story = 0; story < 60; story++) {
      const at = Math.floor(moment(Math.floor(story * 0.7), 7, 20) / 60_000) * 60_000
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
          audience: between(rng, 0, 2),
        })
    }
  },
}
