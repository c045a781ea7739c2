import { between, chance, normal, some } from '../chance.js'
import { HOUR } from '../clock.js'
import type { Scene } from '../scene.js'

const SLOGANS = ['Our harbour, our say!', 'Hands off the old quay!', 'No sale without a vote!']

/** A crowd on one day, many of whom never post again. Overt and legitimate. */
export const protest: Scene = {
  id: 'protest',
  kind: 'look-alike',
  strength: 'medium',
  title: 'Protest march',
  what: '170 accounts (a third of them never seen again) post 2 or 3 times on one Saturday under one hashtag, often with one or two of the quarrel’s usual ones beside it, most between 11 and 14 h; a third of the posts copy one of three slogans, with its poster.',
  plant: ({ rng, members, original, moment, picture, remark }) => {
    const marchDay = 26
    const others = members(115, { ordinary: 1 })
    const once = members(55, { ordinary: 0 })
    const noon = moment(marchDay, 12.5, 13)
    const posters = SLOGANS.map(() => picture())
    for (const account of [...others, ...once])
      for (let posts = between(rng, 2, 3); posts > 0; posts--) {
        const slogan = chance(rng, 1 / 3) ? rng.below(SLOGANS.length) : null
        const text = `${slogan === null ? remark() : SLOGANS[slogan]} #HarbourMarch`
        const media = slogan === null ? [] : [posters[slogan] as string]
        const hashtags = ['HarbourMarch', ...some(rng, ['SaveTheQuay', 'Saltmere'], 0.45)]
        original({ at: noon + normal(rng) * HOUR, by: account, text, hashtags, media, audience: between(rng, 0, 1) })
      }
  },
}
