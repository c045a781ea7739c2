import { between, draw, logNormal } from '../chance.js'
import type { Scene } from '../scene.js'

/** The page wrote the text; the readers do not know one another. */
export const shareButton: Scene = {
  id: 'share-button',
  kind: 'look-alike',
  strength: 'medium',
  title: 'Share button of a campaign page',
  what: '130 readers of four newsletters, each of which links 4 pages, press the button under 2 or 3 of them in one sitting; the page makes the text, from its title, and the link. Half of the readers of a letter do so within half an hour.',
  plant: ({ rng, members, moment, original, page }) => {
    const readers = members(130, { ordinary: 3, client: 'Share on Skiff' })
    for (let letter = 0; letter < 4; letter++) {
      const sent = moment(5 + letter * 9, 18, 19)
      const pages = ['the seals', 'the night noise', 'the vote', 'the budget'].map((topic) => {
        const title = `Harbour for all, letter ${letter + 1}: ${topic}`
        return { address: page('harbour-for-all.example', title), text: `${title}. Read it too and pass it on!` }
      })
      for (const reader of draw(rng, readers, 45)) {
        let at = sent + logNormal(rng, 1_800_000, 1)
        for (const { address, text } of draw(rng, pages, between(rng, 2, 3))) {
          original({ at, by: reader, text: `${text} ${address}`, urls: [address], client: 'Share on Skiff', audience: between(rng, 0, 1) })
          at += 1000 * between(rng, 20, 200)
        }
      }
    }
  },
}
