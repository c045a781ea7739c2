/** What same words are in ordinary life, each with its number beside the same of all posts: a reader weighs them, nothing is decided by them. */
import type { OrdinaryReason } from '../../model/index.js'
import type { EverywhereFacts, FactRow, FamilyRow } from './read.js'

const DAY_MS = 86_400_000

export function ordinaryOf(family: FamilyRow, facts: FactRow, everywhere: EverywhereFacts): OrdinaryReason[] {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  const all = (part: number) => share(part, everywhere.posts)
  const reasons: (OrdinaryReason | false)[] = [
    facts.titles > 0 && {
      id: 'share-button',
      unit: 'share',
      what: 'posts with a linked page’s title that begin with that title',
      value: share(facts.titled, facts.titles),
      baseline: share(everywhere.titled, everywhere.titles),
      baselineIs: 'of all posts with a title',
      means: 'a headline sent by a share button: the page writes the words',
    },
    facts.client !== null && {
      id: 'one-program',
      unit: 'share',
      what: 'posts from their commonest program',
      value: share(facts.client_posts, facts.clients),
      baseline: share(everywhere.clients.get(facts.client) ?? 0, everywhere.withClient),
      baselineIs: 'of all posts with a program come from it',
      means: 'an app that posts by itself (weather, scores, games), or one scheduler',
    },
    {
      id: 'quotation',
      unit: 'share',
      what: 'posts in quotation marks, or that begin with “RT @” or say “via @”',
      value: share(facts.quoted, family.posts),
      baseline: all(everywhere.quoted),
      baselineIs: 'of all posts',
      means: 'a quotation, a song line, a prayer, or a repost that the data do not mark',
    },
    {
      id: 'answers',
      unit: 'share',
      what: 'posts that answer another post',
      value: share(facts.answers, family.posts),
      baseline: all(everywhere.answers),
      baselineIs: 'of all posts',
      means: 'a set answer, a petition carried to one account, a game of comments',
    },
    {
      id: 'posts-per-account',
      unit: 'number',
      what: 'posts per account',
      value: family.posts / family.accounts,
      baseline: null,
      baselineIs: `the busiest account has ${facts.most_posts}`,
      means: 'an account that says the same every day: a weather report, a greeting, an advertisement of its own',
    },
    {
      id: 'years-apart',
      unit: 'number',
      what: 'days between the first and the last post',
      value: Math.floor((family.lastMs - family.firstMs) / DAY_MS),
      baseline: null,
      baselineIs: `posts on ${facts.days} different days`,
      means: 'a saying, a lyric, a chain letter that comes back',
    },
    {
      id: 'many-circles',
      unit: 'number',
      what: 'groups of this case that its accounts stand in',
      value: facts.groups,
      baseline: null,
      baselineIs: `${facts.grouped} of ${family.accounts} accounts stand in a group`,
      means: 'words that went round everywhere, where there are many groups and most accounts stand in none',
    },
    facts.organised > 0 && {
      id: 'organisation',
      unit: 'share',
      what: 'accounts that openly declare an organisation',
      value: share(facts.organised, family.accounts),
      baseline: null,
      baselineIs: 'not compared',
      means: 'a newsroom, a party office or a union that says so',
    },
  ]
  return reasons.filter((each) => each !== false)
}
