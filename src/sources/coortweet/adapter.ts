import type { Source } from '../source.js'

export const coortweet: Source = {
  id: 'coortweet',
  title: 'CooRTweet input (object_id, account_id, content_id, timestamp_share)',
  shapes: ['delimited', 'json-lines', 'json-array', 'parquet'],
  recordKind: 'traces',
  mapping: { object_id: 'object_id', account_id: 'account_id', content_id: 'content_id', timestamp_share: 'happened_at' },
  recognisedBy: ['object_id', 'account_id', 'content_id', 'timestamp_share'],
  from: 'the table that the R package CooRTweet works on, made by its prep_data() or by hand',
  lacks: 'what the object is (a post, a link, a tag) is not said, nor the platform; there is no text. Content ids may repeat and are kept.',
}
