import { LINK_ROWS } from './link.js'
import type { Trace } from './trace.js'
import { domainOf } from './url.js'

export const domain: Trace = {
  id: 'domain',
  title: 'Links to one site',
  objectMeans: 'the registrable domain of the linked page (bbc.co.uk, someone.github.io)',
  normalisedHow:
    'the link normalised as in the link trace, then its registrable domain by the Public Suffix List with private suffixes, so that sites on shared hosts stay apart. Addresses without one (IP, localhost) stand for themselves. ' +
    'Link shorteners (list in url-rules.ts) are no domain: what is behind them is not in the data',
  ordinary:
    'Large sites (video, news, encyclopedia) are linked by everybody all the time: on this trace a short window and several different domains are needed before a pair means anything.',
  needs: ['urls', 'text'],
  rows: LINK_ROWS,
  normalise: domainOf,
}
