import type { Trace } from './trace.js'

export const given: Trace = {
  id: 'given',
  title: 'Traces given by the file',
  objectMeans: 'the object that a file of ready-made traces names',
  normalisedHow: 'as given, to the letter; every row is one trace, repeated content ids included',
  ordinary: 'Depends on what the maker of the file counted: read the notes that came with it.',
  needs: ['given_object'],
  rows: 'select account_key, given_object as raw, post_key, posted_ms as happened_ms from posts where given_object is not null',
}
