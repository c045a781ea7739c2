import { expect, test } from 'vitest'
import type { ProblemError } from '../model/index.js'
import { csv } from './csv/adapter.js'
import { doubtsOf, failOnSplitTime } from './doubts.js'
import { guessMapping, type Table } from './guess.js'
import { flattenRecord } from './json-paths.js'
import { ndjson } from './ndjson/adapter.js'

const jsonTable = (records: readonly Record<string, unknown>[]): Table => {
  const flat = records.map((record) => flattenRecord(record))
  const columns = [...new Set(flat.flatMap((record) => [...record.keys()]))]
  return { columns, values: columns.map((column) => flat.map((record) => record.get(column) ?? null)) }
}
const csvTable = (header: string, ...rows: readonly string[]): Table => {
  const columns = header.split(',')
  return { columns, values: columns.map((_, i) => rows.map((row) => row.split(',')[i] || null)) }
}
type Asked = Parameters<typeof guessMapping>[2]
const mapped = (guess: ReturnType<typeof guessMapping>) => Object.fromEntries(guess.fields.map(({ field, column }) => [field, column]))
const ofJson = (records: readonly Record<string, unknown>[], asked: Asked = {}) => mapped(guessMapping(jsonTable(records), ndjson, asked))
const ofCsv = (header: string, ...rows: readonly string[]) => guessMapping(csvTable(header, ...rows), csv, {})

test('the profile inside a post gives who wrote it and nothing of the post', () => {
  expect(
    ofJson([
      {
        uri: 'at://did:plc:a/app.bsky.feed.post/1',
        author: { did: 'did:plc:a', handle: 'a.example', createdAt: '2023-01-01T00:00:00Z', description: 'me' },
        record: { text: 'hello', createdAt: '2026-03-02T09:14:05Z', reply: { parent: { uri: 'at://did:plc:b/app.bsky.feed.post/9' } } },
        indexedAt: '2026-03-02T09:14:09Z',
      },
    ]),
  ).toEqual({
    post_id: 'uri',
    account_id: 'author.did',
    handle: 'author.handle',
    posted_at: 'record.createdAt',
    text: 'record.text',
    reply_to: 'record.reply.parent.uri',
  })
  // Only the profile has a time: none is taken.
  const guess = guessMapping(jsonTable([{ id: '1', user: { id: '2', created_at: '2015-01-01T00:00:00Z' }, text: 'x' }]), ndjson, {})
  expect(guess.missing).toEqual(['posted_at'])
})

test('members of lists go to the list they stand in, expanded links before short ones', () => {
  const user = { id_str: '5', screen_name: 'a', name: 'A B', url: 'https://t.co/profile', created_at: 'Fri Jan 02 09:14:05 +0000 2015' }
  const entities = {
    urls: [{ url: 'https://t.co/a', expanded_url: 'https://example.org/a' }],
    hashtags: [{ text: 'one' }],
    user_mentions: [{ screen_name: 'b', id_str: '6' }],
  }
  expect(
    ofJson([
      {
        created_at: 'Mon Mar 02 09:14:05 +0000 2026',
        id_str: '1',
        full_text: 'x',
        retweeted_status: { id_str: '9', created_at: 'Mon Mar 02 09:10:05 +0000 2026', user: { id_str: '7' }, entities },
        user,
        entities,
      },
    ]),
  ).toEqual({
    post_id: 'id_str',
    account_id: 'user.id_str',
    handle: 'user.screen_name',
    posted_at: 'created_at',
    text: 'full_text',
    repost_of: 'retweeted_status.id_str',
    repost_of_account: 'retweeted_status.user.id_str',
    urls: 'entities.urls[*].expanded_url',
    hashtags: 'entities.hashtags[*].text',
    mentions: 'entities.user_mentions[*].screen_name',
  })
  expect(
    ofJson([
      {
        data: {
          id: '1',
          text: 'x',
          author_id: '5',
          created_at: '2026-03-02T09:14:05Z',
          entities: {
            urls: [{ url: 'https://t.co/a', expanded_url: 'https://example.org/a' }],
            mentions: [{ username: 'b', id: '6' }],
            hashtags: [{ tag: 'one' }],
          },
        },
      },
    ]),
  ).toEqual({
    post_id: 'data.id',
    account_id: 'data.author_id',
    posted_at: 'data.created_at',
    text: 'data.text',
    urls: 'data.entities.urls[*].expanded_url',
    hashtags: 'data.entities.hashtags[*].tag',
    mentions: 'data.entities.mentions[*].username',
  })
})

test('a list that is empty in one record and holds objects in another is read by its members', () => {
  const post = { id: '1', account: { id: '5', acct: 'a@m.example', username: 'a', url: 'https://m.example/@a' }, content: 'x' }
  expect(
    ofJson([
      { ...post, created_at: '2026-03-02T09:14:05Z', tags: [], mentions: [{ acct: 'b', url: 'https://m.example/@b' }] },
      { ...post, created_at: '2026-03-02T09:14:05Z', tags: [{ name: 'one', url: 'https://m.example/tags/one' }], mentions: [] },
    ]),
  ).toMatchObject({ hashtags: 'tags[*].name', mentions: 'mentions[*].acct', handle: 'account.acct' })
})

test('the address of the post itself is no link that it shares', () => {
  const crowd = ofCsv(
    'Facebook Id,User Name,Post Created,URL,Message,Link',
    '100,quay,2026-03-02 09:14:05,https://www.facebook.com/100/posts/5001,x,https://example.org/a',
    '101,pier,2026-03-02 09:15:05,https://www.facebook.com/101/posts/5002,y,https://example.org/a',
  )
  expect(mapped(crowd)).toMatchObject({ urls: 'Link' })
  const watch = 'Author,Date,Full Text,Url'
  const rows = [
    'jane,2026-03-02 09:14:05,x,http://example.com/jane/statuses/1',
    'bob,2026-03-02 09:15:05,y,http://example.com/bob/statuses/2',
  ] as const
  expect(mapped(ofCsv(watch, ...rows)).urls).toBeUndefined()
  expect(mapped(ofCsv(`${watch},Expanded URLs`, ...rows.map((row) => `${row},https://example.org/a`))).urls).toBe('Expanded URLs')
  expect(
    mapped(
      ofCsv(
        'id,thread_id,timestamp,link,body,author,author_id,urls',
        '14,14,2026-03-02 09:14:05,https://example.com/jane/status/14,x,jane,11,',
        '15,14,2026-03-02 09:15:05,https://example.com/bob/status/15,y,bob,12,https://example.org/a',
      ),
    ).urls,
  ).toBe('urls')
  // One link of a sharing account that repeats, or that holds no id of its row, is a link.
  expect(mapped(ofCsv(watch, ...rows.map((row) => row.replace(/statuses.*/, 'page')), rows[0].replace(/statuses.*/, 'page'))).urls).toBe(
    'Url',
  )
  expect(mapped(ofCsv(watch, ...rows.map((row, i) => row.replace(/http.*/, `https://example.org/${i}`)))).urls).toBe('Url')
  const post = { id: '111', created_at: '2026-03-02T09:14:05Z', content: 'x', account: { id: '5', acct: 'jane' } }
  expect(ofJson([{ ...post, url: 'https://m.example/@jane/111', card: { url: 'https://example.org/a' } }])).toMatchObject({
    urls: 'card.url',
  })
})

test('accounts are told from posts by what only posts have', () => {
  const kindOf = (header: string, asked: Asked = {}) => guessMapping(csvTable(header), csv, asked).recordKind
  for (const header of [
    'user_id,screen_name,created_at,description,followers_count,url',
    'account_id,handle,created_at,followers,url',
    'id,username,created_at,description,followers_count',
    'id,id_str,name,screen_name,description,url,followers_count,created_at,statuses_count,status.id,status.text,status.created_at',
    'id,username,created_at,public_metrics.followers_count,entities.description.hashtags[*].tag',
    'user_id,screen_name,followers_count,friends_count,date',
  ])
    expect([header, kindOf(header)]).toEqual([header, 'accounts'])
  expect(kindOf('id,username,created_at,followers_count', { map: { id: 'account_id' } })).toBe('accounts')
  for (const header of [
    'id,username,created_at,text,followers_count,friends_count,description',
    'tweet_id,user_id,created_at,followers_count,friends_count',
    'id,user_id,created_at,followers_count',
    'video_id,channel_id,published_at,title,description',
    'author,date,description',
    'data.id,data.author_id,data.created_at,data.text,data.followers_count',
    'id,created_at,user.id,user.followers_count,user.description',
    'id,author,date',
  ])
    expect([header, kindOf(header)]).toEqual([header, 'posts'])
})

test('what is reposted is found by its kind; a list is no single value', () => {
  const post = { id: '1', author_id: '5', created_at: '2026-03-02T09:14:05Z', text: 'x' }
  const tables = [
    { ...post, referenced_tweets: [{ type: 'retweeted', id: '9' }] },
    {
      ...post,
      referenced_tweets: [
        { type: 'replied_to', id: '8' },
        { type: 'quoted', id: '7' },
      ],
    },
  ]
  expect(ofJson(tables)).toMatchObject({
    repost_of: 'referenced_tweets[type=retweeted].id',
    reply_to: 'referenced_tweets[type=replied_to].id',
    quote_of: 'referenced_tweets[type=quoted].id',
  })
  const header = 'referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,referenced_tweets.quoted.id,retweeted_user_id'
  expect(mapped(ofCsv(`id,author_id,created_at,text,${header}`))).toMatchObject({
    repost_of: 'referenced_tweets.retweeted.id',
    reply_to: 'referenced_tweets.replied_to.id',
    quote_of: 'referenced_tweets.quoted.id',
    repost_of_account: 'retweeted_user_id',
  })
  expect(() => ofJson(tables, { map: { 'referenced_tweets[*].id': 'repost_of' } })).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'usage/list-column' }) }),
  )
})

const doubts = (header: string, ...rows: readonly string[]) => {
  const table = csvTable(header, ...rows)
  return doubtsOf(table, guessMapping(table, csv, {}))
}

test('reposts of which nothing says what is reposted are said', () => {
  const post = '1,a,2026-03-02T09:14:05Z'
  expect(doubts('id,author,created_at,text', `${post},RT @b: x`, `${post},RT @c: y`, `${post},z`)).toEqual([
    '2 of the first 3 texts begin with "RT @", but no column says what is reposted: they stand in the traces of texts, links and hashtags as if each were written anew (--map COLUMN=repost_of, or leave them out of the file)',
  ])
  expect(doubts('id,author,created_at,is_retweet', `${post},no`, `${post},yes`)[0]).toMatch(/^column "is_retweet" says/)
  expect(doubts('id,author,created_at,is_retweet', `${post},no`)).toEqual([])
  expect(doubts('id,author,created_at,text,retweet_id', `${post},RT @b: x,9`)).toEqual([])
  expect(doubts('id,author,created_at,text', `${post},RT @b: x`, ...Array.from({ length: 20 }, () => `${post},y`))).toEqual([])
})

test('the clock that stands in a column of its own is not thrown away', () => {
  const header = 'id,author,date,time,text'
  const rows = ['1,a,2026-03-02,09:14:05,x', '2,b,2026-03-02,09:15,y'] as const
  const fails = (table: Table, map: Record<string, string> = {}) => {
    try {
      failOnSplitTime('a.csv', table, guessMapping(table, csv, { map }), map)
    } catch (error) {
      return (error as ProblemError).problem
    }
    return null
  }
  expect(fails(csvTable(header, ...rows))).toMatchObject({
    code: 'source/split-time',
    what: 'column "date" has the day and column "time" the clock',
  })
  expect(fails(csvTable(header, ...rows), { time: 'none' })).toBeNull()
  expect(fails(csvTable(header, rows[0].replace('09:14:05', 'late')))).toBeNull()
  expect(fails(csvTable(header, rows[0].replace('2026-03-02', '2026-03-02 09:14:05')))).toBeNull()
  expect(doubts('id,author,date,text', '1,a,03/02/2026,x')).toEqual([
    'times of column "date" are days without a clock: all of one day stand at midnight, so a window shorter than a day says nothing',
  ])
  for (const time of ['2026-03-02T09', '2026-03-02 09:14', '1772442845', 'Mon Mar 02 09:14:05 +0000 2026'])
    expect([time, doubts('id,author,date,text', `1,a,${time},x`)]).toEqual([time, []])
})

test('a name that is shown is no handle', () => {
  const post = 'id,author_id,created_at,text'
  expect(mapped(ofCsv(`${post},author_name`, '1,5,2026-03-02T09:14:05Z,x,jane')).handle).toBeUndefined()
  expect(mapped(ofCsv(`${post},user_name`, '1,5,2026-03-02T09:14:05Z,x,Jane Doe')).handle).toBeUndefined()
  expect(mapped(ofCsv(`${post},user_name`, '1,5,2026-03-02T09:14:05Z,x,jane')).handle).toBe('user_name')
  expect(ofJson([{ id: '1', text: 'x', created_at: '2026-03-02T09:14:05Z', user: { id: '5', name: 'jane' } }]).handle).toBeUndefined()
})
