import { between, some } from '../chance.js'
import type { Scene } from '../scene.js'

/** Openly called for: the union asks its people to post one text at noon. Coordinated, declared, legitimate. */
export const unionPetition: Scene = {
  id: 'union-petition',
  kind: 'look-alike',
  strength: 'strong',
  title: 'Union petition at noon',
  what: '24 people who name their union in the profile post the union’s text and link on 6 announced days, 80 % of them, within 3 minutes of noon.',
  plant: ({ rng, members, others, moment, original, page, remark }) => {
    const people = members(24, { ordinary: 6, organisation: 'Quay Workers’ Union' })
    const [office] = others(1, { ordinary: 4, organisation: 'Quay Workers’ Union', name: 'quay_workers_union' }) as [number]
    for (let call = 0; call < 6; call++) {
      const address = page('quayworkers.example')
      const text = `We load the ships, we want a say: ${remark()} Sign number ${call + 1}! ${address}`
      original({
        at: moment(3 + call * 6, 8, 9),
        by: office,
        text: `Today at noon: post our text. ${address}`,
        urls: [address],
        audience: 6,
      })
      const noon = moment(3 + call * 6, 12, 12)
      for (const person of some(rng, people, 0.8))
        original({
          at: noon + 1000 * between(rng, 0, 180),
          by: person,
          text,
          urls: [address],
          hashtags: ['WeLoadTheShips'],
          audience: between(rng, 0, 2),
        })
    }
  },
}
