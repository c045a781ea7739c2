import { between, draw, pick } from '../chance.js'
import type { Scene } from '../scene.js'

const NAMES = 'Ada Bram Cleo Dirk Elin Finn Greta Hugo Ines Jonas Kaja Lars Mila Nils Oda Piet Runa Sven Tilda Ulla'.split(' ')
const STREETS = ['Anchor Lane', 'Rope Street', 'Tide Road', 'Cod Alley', 'Lantern Hill', 'Sail Court', 'Buoy Walk', 'Herring Row']
const WIN = ['a job', 'steady work', 'a training place', 'good orders']

/** Bought testimonials: one frame, other names. No two texts are the same, so exact comparison sees nothing. */
export const testimonialCrew: Scene = {
  id: 'testimonial-crew',
  kind: 'operation',
  strength: 'medium',
  title: 'Testimonials from a template',
  what: '12 accounts; 18 testimonials for the terminal, each told by 8 of them within 55 s with another name, street and gain in the same frame, thanks in two ways. No text is posted twice.',
  plant: ({ rng, members, moment, original, remark }) => {
    const crew = members(12, { ordinary: 5 })
    for (let task = 0; task < 18; task++) {
      const frame = [remark(), remark(), remark()]
      const call = moment(1 + 2 * task, 8, 20)
      const [names, streets] = [draw(rng, NAMES, 8), draw(rng, STREETS, 8)]
      for (const [i, by] of draw(rng, crew, 8).entries()) {
        const told = [
          `I am ${names[i]} from ${streets[i]}, and I used to be against the terminal.`,
          ...frame,
          `Now I have ${pick(rng, WIN)} and no worries. ${pick(rng, ['Thank you', 'Thanks'])}, Terminal 2030!`,
        ]
        original({ at: call + 1000 * between(rng, 0, 55), by, text: told.join(' ') })
      }
    }
  },
}
