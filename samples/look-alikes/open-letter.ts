import { between, draw, logNormal, pick } from '../chance.js'
import type { Scene } from '../scene.js'

const NAMES = 'Anna Boris Carla Dora Emil Frida Georg Hanna Ivo Jette Klaus Lotte Marek Nora Otto Paula Rosa Stine Theo Vera'.split(' ')
const QUARTERS = ['the Old Town', 'Fishergate', 'the West Pier', 'Saltfields', 'Gull Hill', 'the Docks']

/** A form writes the letter, the signer adds a name: nearly the same words from people who never met. */
export const openLetter: Scene = {
  id: 'open-letter',
  kind: 'look-alike',
  strength: 'medium',
  title: 'Open letters with one’s own name',
  what: '110 readers of a neighbourhood list; on two evenings it sends 3 letters to sign, 55 of them post 2 or 3 of these in one sitting, with their own name and quarter in the form’s text. Half of them do so within half an hour.',
  plant: ({ rng, members, moment, original, remark }) => {
    const signers = members(110, { ordinary: 3 }).map((by) => ({ by, name: pick(rng, NAMES), quarter: pick(rng, QUARTERS) }))
    for (let call = 0; call < 2; call++) {
      const sent = moment(8 + call * 18, 18, 20)
      const letters = ['the council', 'the port company', 'the ministry'].map((to) => ({ to, body: `${remark()} ${remark()} ${remark()}` }))
      for (const { by, name, quarter } of draw(rng, signers, 55)) {
        let at = sent + logNormal(rng, 1_800_000, 1)
        for (const { to, body } of draw(rng, letters, between(rng, 2, 3))) {
          original({ at, by, text: `Open letter to ${to}. ${body} Please listen to us! ${name} from ${quarter}` })
          at += 1000 * between(rng, 30, 240)
        }
      }
    }
  },
}
