import { OWN_POSTS, type Trace } from './trace.js'

export const replyTarget: Trace = {
  id: 'reply-target',
  title: 'Replies to one post',
  objectMeans: 'the post that is answered; where the data name only the account that is answered, that account',
  normalisedHow:
    'platform and id of the answered post, as given. Where only the account is known: platform, "account", its id as given; such an object is broader, so two answers to it mean less',
  ordinary:
    'A post of a well-known account gathers hundreds of answers within minutes from people who do not know each other. Support desks and moderators answer the same posts as colleagues do.',
  needs: ['reply_to', 'reply_to_account'],
  rows: `select account_key, platform || coalesce(':' || reply_to, ':account:' || reply_to_account) as raw, post_key, posted_ms as happened_ms
    from ${OWN_POSTS} and (reply_to is not null or reply_to_account is not null)`,
}
