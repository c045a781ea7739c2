/** Other explanations of a group, one file each: a measured number, one sentence, and whether it fits. Written by hand, in the order in which they are read. */
import type { Explanation } from '../../model/index.js'
import type { Subject } from '../subject.js'
import { breakingNews } from './breaking-news.js'
import { hyperactivity } from './hyperactivity.js'
import { oneAudience } from './one-audience.js'
import { openCampaign } from './open-campaign.js'
import { organisation } from './organisation.js'
import { shareButton } from './share-button.js'
import { singleBurst } from './single-burst.js'

export const EXPLANATIONS: readonly ((subject: Subject) => Explanation)[] = [
  oneAudience,
  breakingNews,
  shareButton,
  organisation,
  singleBurst,
  hyperactivity,
  openCampaign,
]

const NAMES: Readonly<Record<string, string>> = {
  'one-audience': 'one audience',
  'breaking-news': 'breaking news',
  'share-button': 'a share button',
  organisation: 'one organisation',
  'single-burst': 'a single burst',
  hyperactivity: 'hyperactivity',
  'open-campaign': 'an open campaign',
}

/** In one sentence, which explanation is left. */
export function whatIsLeft(explanations: readonly Explanation[], isChance: boolean): string {
  const named = (answer: Explanation['answer']) => explanations.filter((one) => one.answer === answer).map(({ id }) => NAMES[id] ?? id)
  const fitting = [...(isChance ? ['chance'] : []), ...named('fits')]
  if (fitting.length > 0) return `What is left to explain it: ${inWords(fitting)}.`
  const open = named('not-in-data')
  const none = `No explanation is left of the ${explanations.length - open.length} that could be measured`
  return open.length === 0 ? `${none}.` : `${none}; ${inWords(open)} could not, and a person must answer.`
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
