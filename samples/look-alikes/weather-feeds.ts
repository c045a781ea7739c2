import { between } from '../chance.js'
import type { Scene } from '../scene.js'

/** Machines that say that they are machines. */
export const weatherFeeds: Scene = {
  id: 'weather-feeds',
  kind: 'look-alike',
  strength: 'strong',
  title: 'Scheduled weather feeds',
  what: '5 feeds of one declared service post the day’s sea forecast (one link) at 06:00 and 18:00 sharp, within 3 s, every day, with numbers of their own; they do nothing else.',
  behaviours: ['registration-cohorts', 'automation', 'cadence'],
  plant: ({ rng, members, moment, original, page }) => {
    const feeds = members(5, {
      ordinary: 0,
      organisation: 'Sea Weather Service',
      client: 'TideClock feed',
      name: 'sea_weather',
      description: 'Automated feed of the invented Sea Weather Service',
    })
    for (let day = 0; day < 42; day++)
      for (const hour of [6, 18]) {
        const address = page('seaweather.example')
        for (const feed of feeds) {
          const text = `Forecast ${hour}:00. Wind ${between(rng, 1, 9)}, waves ${between(rng, 0, 40)} dm, pressure ${between(rng, 980, 1040)} hPa. ${address}`
          original({
            at: moment(day, hour, hour) + 1000 * between(rng, 0, 3),
            by: feed,
            text,
            urls: [address],
            hashtags: ['seaweather'],
            audience: between(rng, 0, 1),
            client: 'TideClock feed',
          })
        }
      }
  },
}
