import { between, some } from '../chance.js'
import { PEBBLE } from '../people.js'
import type { Scene } from '../scene.js'

const LAG_MS = 23_000

/** One desk with software for two networks: groups and contents can be linked across them, persons cannot. */
export const twoNetworkCrew: Scene = {
  id: 'two-network-crew',
  kind: 'operation',
  strength: 'medium',
  title: 'Crew on two platforms',
  what: '7 accounts on Skiff and 7 on Pebble; 18 texts, each posted by 70 % of the seven on Skiff within 4 s, and by 70 % of those on Pebble 23 s later to the second. Nobody answers.',
  behaviours: ['cross-platform-sync', 'isolation'],
  plant: ({ rng, members, moment, original, remark }) => {
    const skiff = members(7, { ordinary: 8 })
    const pebble = members(7, { ordinary: 0, platform: PEBBLE })
    for (const by of pebble) for (let i = between(rng, 2, 7); i > 0; i--) original({ at: moment(between(rng, 0, 41), 8, 23), by })
    for (let task = 0; task < 18; task++) {
      const text = `${remark()} Ask in every street: who gains by waiting? Question ${task + 1}.`
      const call = moment(between(rng, 3, 38), 8, 22)
      for (const by of some(rng, skiff, 0.7)) original({ at: call + 1000 * between(rng, 0, 4), by, text })
      for (const by of some(rng, pebble, 0.7)) original({ at: call + LAG_MS + 1000 * between(rng, 0, 4), by, text })
    }
  },
}
