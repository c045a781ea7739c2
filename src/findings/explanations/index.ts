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
export function whatIsLeft(explanations: readonly Explanation[]): string {
  const named = (answer: Explanation['answer']) => explanations.filter((one) => one.answer === answer).map(({ id }) => NAMES[id] ?? id)
  const fitting = named('fits')
  if (fitting.length > 0) return `What is left to explain it: ${fitting.join(', ')}.`
  const open = named('not-in-data')
  const measured = explanations.length - open.length
  return `None of the ${measured} explanations that could be measured fits${open.length > 0 ? `; not measured, for a person to answer: ${open.join(', ')}` : ''}.`
}
