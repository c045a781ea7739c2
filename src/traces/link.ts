import { OWN_POSTS, type Trace } from './trace.js'
import { normaliseUrl } from './url.js'

/** Links of a post: the field when given (expanded forms), else those written out in the text, without the punctuation that closes a sentence. */
export const LINK_ROWS = `select account_key, unnest(coalesce(urls, list_transform(
      regexp_extract_all(text, '(?i)https?://[^\\s<>"“”«»]+'),
      lambda link: case when contains(link, '(') then regexp_replace(link, '[.,;:!?''’]+$', '') else regexp_replace(link, '[.,;:!?''’)\\]]+$', '') end
    ))) as raw, post_key, posted_ms as happened_ms from ${OWN_POSTS}`

export const link: Trace = {
  id: 'link',
  title: 'Links to one page',
  objectMeans: 'the page that is linked',
  normalisedHow:
    'expanded form where the data give it, else as written in the text; http and https alike; host in lower case and punycode, without www., m., mobile., amp., default port, sign-in name and password (www. stays where a public suffix follows: www.gov.uk is not gov.uk); ' +
    'redirect pages of large sites opened and youtu.be and other forms of one page made one, offline, by rule; tracking parameters (list in tracking-parameters.ts), closing slash and fragment removed, but a fragment that begins with #! or #/ is kept, since it names the page; ' +
    'parameters sorted by name; percent-encoding written one way. Only http and https count; links cut off with … do not',
  ordinary:
    'A news site with a share button yields the same link from many readers within minutes of publication. Newsrooms and branches that share one scheduler post the same link in the same second, openly.',
  needs: ['urls', 'text'],
  rows: LINK_ROWS,
  normalise: normaliseUrl,
}
