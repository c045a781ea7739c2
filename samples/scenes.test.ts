/** Each planted thing has the property that it claims, measured in the CSV. Numbers are those of `what` in the scene's file. */
import { expect, test } from 'vitest'
import { createSample, DEFAULT_POSTS } from './index.js'
import { actsOn, type PostRow, pairsWithin, readSample, seconds } from './read-sample.js'

for (const seed of [1, 2]) {
  const { posts, accounts, labels } = readSample(createSample({ posts: DEFAULT_POSTS, seed }))
  const casts = new Map<string, Set<string>>()
  for (const { label, account_id: account } of labels)
    casts.set(label as string, (casts.get(label as string) ?? new Set()).add(account as string))
  const membersOf = (label: string) => casts.get(label) as Set<string>
  const repost = (post: PostRow) => (post.repostOf === '' ? [] : [post.repostOf])
  const own = (post: PostRow) => post.repostOf === ''
  const link = (post: PostRow) => (own(post) ? post.urls : [])
  const text = (post: PostRow) => (own(post) ? [post.text] : [])
  const sequence = (post: PostRow) => (own(post) && post.hashtags.length > 1 ? [post.hashtags.join(' ')] : [])
  const picture = (post: PostRow) => (own(post) ? post.media : [])
  const reply = (post: PostRow) => (post.replyTo === '' ? [] : [post.replyTo])
  const shared = (label: string, objects: (post: PostRow) => readonly string[], least = 3) =>
    [...actsOn(posts, membersOf(label), objects).values()].filter((acts) => new Set(acts.map((post) => post.account)).size >= least)
  const everybody = new Set(accounts.map((row) => row.account_id as string))
  const created = new Map(accounts.map((row) => [row.account_id as string, Date.parse(row.created_at as string)]))
  const createdWithinDays = (label: string) => {
    const times = [...membersOf(label)].map((account) => created.get(account) as number)
    return (Math.max(...times) - Math.min(...times)) / 86_400_000
  }
  const organisations = (label: string) =>
    new Set(accounts.filter((row) => membersOf(label).has(row.account_id as string)).map((row) => row.organisation))
  const density = (label: string, objects: (post: PostRow) => readonly string[], window: number) => {
    const members = membersOf(label)
    return pairsWithin(actsOn(posts, members, objects), window, 2).edges / ((members.size * (members.size - 1)) / 2)
  }

  test(`boost crew: 14 accounts, 36 posts of 5 sources, each time within 40 s (seed ${seed})`, () => {
    expect(membersOf('boost-crew').size).toBe(14)
    // members read ordinary posts as well: what 6 or more of them repost is the crew's
    const tasks = shared('boost-crew', repost, 6)
    expect(tasks.length).toBe(36)
    expect(Math.max(...tasks.map(seconds))).toBeLessThanOrEqual(40)
    expect(new Set(tasks.map((acts) => acts[0]?.repostOfAccount)).size).toBe(5)
    expect(createdWithinDays('boost-crew')).toBeLessThanOrEqual(14)
    expect(density('boost-crew', repost, 60)).toBe(1)
  })

  test(`jitter crew: delays up to 10 minutes, loose at 60 s, dense at 10 minutes (seed ${seed})`, () => {
    expect(membersOf('jitter-crew').size).toBe(12)
    expect(density('jitter-crew', repost, 60)).toBeLessThan(0.8)
    expect(density('jitter-crew', repost, 600)).toBeGreaterThan(0.95)
  })

  test(`co-link crew: nobody else posts its links; within 50 s, own words (seed ${seed})`, () => {
    const members = membersOf('co-link-crew')
    const tasks = shared('co-link-crew', link)
    expect(tasks.length).toBeGreaterThanOrEqual(22)
    expect(Math.max(...tasks.map(seconds))).toBeLessThanOrEqual(50)
    const links = new Set(tasks.flatMap((acts) => acts[0]?.urls ?? []))
    const others = new Set([...everybody].filter((account) => !members.has(account)))
    for (const url of links) expect(actsOn(posts, others, (post) => post.urls).has(url)).toBe(false)
    expect(shared('co-link-crew', text)).toEqual([])
    expect(new Set(tasks.flat().map((post) => post.client))).toEqual(new Set(['LinkPilot']))
    for (const account of members) {
      const own = tasks.flat().filter((post) => post.account === account)
      expect(new Set(own.map((post) => (post.atMs / 1000) % 60)).size).toBe(1)
    }
    const starts = tasks.map((acts) => Math.floor((acts[0]?.atMs as number) / 60_000)).sort((a, b) => a - b)
    expect(starts.slice(1).filter((at, i) => at - (starts[i] as number) === 30).length).toBeGreaterThanOrEqual(10)
  })

  test(`copy-paste crew: 30 texts on workdays from 9 to 17 h, 8 mouths each, within 55 s; made in 3 days (seed ${seed})`, () => {
    const tasks = shared('copy-paste-crew', text)
    expect(tasks.length).toBe(30)
    expect(createdWithinDays('copy-paste-crew')).toBeLessThanOrEqual(3)
    for (const acts of tasks) {
      expect(acts.length).toBe(8)
      const at = new Date(acts[0]?.atMs as number)
      expect([1, 2, 3, 4, 5]).toContain(at.getUTCDay())
      expect(at.getUTCHours()).toBeGreaterThanOrEqual(8)
      expect(at.getUTCHours()).toBeLessThan(17)
      expect(seconds(acts)).toBeLessThanOrEqual(55)
    }
  })

  test(`pictures: one beside every other text of the copy-paste crew, press photos, posters of the march, memes for weeks (seed ${seed})`, () => {
    const tasks = shared('copy-paste-crew', picture, 6)
    expect(tasks.length).toBe(15)
    expect(Math.max(...tasks.map(seconds))).toBeLessThanOrEqual(55)
    const photos = shared('newsroom', picture)
    expect(photos.length).toBeGreaterThanOrEqual(27)
    expect(photos.length).toBeLessThanOrEqual(30)
    expect(shared('protest', picture, 20).length).toBe(3)
    const memes = shared('background', picture, 5)
    expect(memes.length).toBeGreaterThan(3)
    expect(Math.max(...memes.map(seconds))).toBeGreaterThan(21 * 86_400)
    for (const post of posts) for (const hash of post.media) expect(hash).toMatch(/^[0-9a-f]{40}$/)
  })

  test(`titles: one to a page; texts begin with them where page or scheduler makes the text, and hardly elsewhere (seed ${seed})`, () => {
    const titles = new Map<string, string>()
    for (const post of posts) {
      expect(post.urlTitle === '').toBe(post.urls.length === 0)
      const address = post.urls[0]?.replace(/\?.*$/, '')
      if (address === undefined) continue
      expect(titles.get(address) ?? post.urlTitle).toBe(post.urlTitle)
      titles.set(address, post.urlTitle)
    }
    const titled = (label: string) => {
      const linked = posts.filter((post) => membersOf(label).has(post.account) && own(post) && post.urls.length > 0)
      return linked.filter((post) => post.text.startsWith(post.urlTitle)).length / linked.length
    }
    expect(titled('share-button')).toBeGreaterThan(0.9)
    expect(titled('newsroom')).toBeGreaterThan(0.9)
    for (const label of ['co-link-crew', 'union-petition', 'weather-feeds', 'background']) expect(titled(label)).toBeLessThan(0.05)
  })

  test(`hashtag flood: lists of 5 in their order, within 55 s, texts of their own (seed ${seed})`, () => {
    const tasks = shared('hashtag-flood', sequence, 4).filter((acts) => acts[0]?.hashtags.length === 5)
    expect(tasks.length).toBeGreaterThanOrEqual(19)
    expect(Math.max(...tasks.map(seconds))).toBeLessThanOrEqual(55)
    for (const acts of tasks) expect(new Set(acts.map((post) => post.text)).size).toBe(acts.length)
    const starts = tasks.map((acts) => acts[0]?.atMs as number).sort((a, b) => a - b)
    const pause = Math.max(...starts.slice(1).map((at, i) => at - (starts[i] as number)))
    expect(pause).toBeGreaterThan(10 * 86_400_000)
    const half = (late: boolean) =>
      new Set(tasks.filter((acts) => (acts[0]?.atMs as number) > Date.UTC(2026, 2, 20) === late).flatMap((acts) => acts[0]?.hashtags ?? []))
    for (const tag of half(false)) expect(half(true).has(tag)).toBe(false)
  })

  test(`two-network crew: Skiff within 4 s, Pebble 23 s later; others cross-post too, with lags of their own (seed ${seed})`, () => {
    const platformOf = new Map(accounts.map((row) => [row.account_id as string, row.platform as string]))
    const first = (acts: readonly PostRow[], platform: string) =>
      Math.min(...acts.filter((post) => platformOf.get(post.account) === platform).map((post) => post.atMs))
    const lags = (label: string) =>
      shared(label, text, 2)
        .map((acts) => (first(acts, 'pebble') - first(acts, 'skiff')) / 1000)
        .filter(Number.isFinite)
    const own = lags('two-network-crew')
    expect(own.length).toBeGreaterThanOrEqual(16)
    for (const lag of own) expect(Math.abs(lag - 23)).toBeLessThanOrEqual(4)
    const others = lags('background').filter((lag) => lag > 0)
    expect(others.length).toBeGreaterThan(60)
    expect(new Set(others).size).toBeGreaterThan(45)
    for (const post of posts) if (post.repostOf !== '' || post.replyTo !== '') expect(platformOf.get(post.account)).toBe('skiff')
  })

  test(`testimonial crew: 18 times 8 texts of one frame within 55 s, no text twice (seed ${seed})`, () => {
    const told = posts.filter((post) => membersOf('testimonial-crew').has(post.account) && post.text.startsWith('I am '))
    expect(told.length).toBe(18 * 8)
    expect(new Set(told.map((post) => post.text)).size).toBe(told.length)
    const tasks = new Map<string, PostRow[]>()
    for (const post of told) {
      const frame = post.text.replace(/^.*?against the terminal\. /, '').replace(/ Now I have .*$/, '')
      tasks.set(frame, [...(tasks.get(frame) ?? []), post])
    }
    expect([...tasks.values()].map((acts) => new Set(acts.map((post) => post.account)).size)).toEqual(Array(18).fill(8))
    expect(Math.max(...[...tasks.values()].map(seconds))).toBeLessThanOrEqual(55)
  })

  test(`open letter: two evenings of 3 letters, each signed with one's own name by dozens over hours (seed ${seed})`, () => {
    const signed = posts.filter((post) => membersOf('open-letter').has(post.account) && post.text.startsWith('Open letter to '))
    const letters = new Map<string, PostRow[]>()
    for (const post of signed) {
      const letter = post.text.replace(/Please listen to us!.*$/, '')
      letters.set(letter, [...(letters.get(letter) ?? []), post])
    }
    expect(letters.size).toBe(6)
    for (const acts of letters.values()) {
      expect(acts.length).toBeGreaterThan(30)
      expect(new Set(acts.map((post) => post.text)).size).toBeGreaterThan(acts.length / 2)
      expect(seconds(acts)).toBeGreaterThan(2 * 3600)
    }
  })

  test(`hidden crew: turns in one week, from one language, topic and client to others (seed ${seed})`, () => {
    const turned = posts.filter((post) => membersOf('hidden-crew').has(post.account) && own(post) && post.hashtags.length === 1)
    const early = turned.filter(
      (post) =>
        ['sailing', 'seals', 'photo', 'swimming', 'seafood', 'railways'].includes(post.hashtags[0] as string) &&
        post.client !== 'OtterDeck',
    )
    const late = turned.filter(
      (post) => ['Terminal2030', 'jobs', 'ports'].includes(post.hashtags[0] as string) && post.client === 'OtterDeck',
    )
    expect(early.length).toBeGreaterThanOrEqual(80)
    expect(late.length).toBeGreaterThanOrEqual(8 * 14)
    expect(Math.min(...late.map((post) => post.atMs))).toBeGreaterThan(Date.UTC(2026, 2, 22))
  })

  test(`copy-paste crew: most of what it answers is its own (seed ${seed})`, () => {
    const members = membersOf('copy-paste-crew')
    const answers = posts.filter((post) => members.has(post.account) && post.replyTo !== '')
    expect(answers.filter((post) => members.has(post.replyToAccount)).length / answers.length).toBeGreaterThan(0.7)
  })

  test(`reply brigade: 16 posts of 3 critics, within 4 minutes (seed ${seed})`, () => {
    const tasks = shared('reply-brigade', reply, 6)
    expect(tasks.length).toBe(16)
    expect(Math.max(...tasks.map(seconds))).toBeLessThanOrEqual(240)
    expect(new Set(tasks.map((acts) => acts[0]?.replyToAccount)).size).toBe(3)
    const last = tasks.sort((a, b) => (a[0]?.atMs as number) - (b[0]?.atMs as number)).slice(8)
    expect(new Set(last.map((acts) => acts[0]?.replyToAccount)).size).toBe(1)
    expect(seconds(last.flat())).toBeLessThan(12.5 * 3600)
  })

  test(`rotating crews: 80 posts, ever another crew of 8, within 45 s; two accounts meet about 2.9 times (seed ${seed})`, () => {
    const tasks = shared('rotating-crews', repost, 7).filter((acts) => seconds(acts) <= 45)
    expect(tasks.length).toBe(80)
    expect(createdWithinDays('rotating-crews')).toBeLessThanOrEqual(3)
    const crews = new Set(tasks.map((acts) => [...new Set(acts.map((post) => post.account))].sort().join(' ')))
    expect(crews.size).toBe(80)
    const { edges } = pairsWithin(actsOn(posts, membersOf('rotating-crews'), repost), 60, 1)
    // 780 pairs; 80 crews of 28 pairs make 2,240 meetings
    expect(edges).toBeGreaterThan(700)
  })

  test(`hidden crew: most of what it does is ordinary (seed ${seed})`, () => {
    const members = membersOf('hidden-crew')
    const all = posts.filter((post) => members.has(post.account)).length
    const joint = shared('hidden-crew', repost, 2).filter((acts) => seconds(acts) <= 50)
    expect(joint.length).toBeGreaterThanOrEqual(5)
    expect(all / members.size).toBeGreaterThan(30)
    expect(joint.flat().length / all).toBeLessThan(0.15)
  })

  test(`slow crew: the same 18 posts, never within 20 minutes of each other (seed ${seed})`, () => {
    const acts = shared('slow-crew', repost, 6)
    expect(acts.length).toBe(18)
    expect(pairsWithin(actsOn(posts, membersOf('slow-crew'), repost), 60, 2).edges).toBe(0)
  })

  test(`fan club: one source, loose times, yet dense at the raw threshold of 60 s (seed ${seed})`, () => {
    const acts = shared('fan-club', repost, 10)
    expect(acts.length).toBe(42)
    expect(new Set(acts.map((own) => own[0]?.repostOfAccount)).size).toBe(1)
    expect(density('fan-club', repost, 60)).toBeGreaterThan(0.9)
    expect(Math.min(...acts.map(seconds))).toBeGreaterThan(100)
  })

  test(`protest: one day, one hashtag, a third copied slogans, chance meetings at 60 s (seed ${seed})`, () => {
    const members = membersOf('protest')
    const march = posts.filter((post) => members.has(post.account) && own(post) && post.hashtags.includes('HarbourMarch'))
    expect(members.size).toBe(170)
    expect(seconds(march)).toBeLessThan(86_400)
    const copied = march.filter((post) => /^(Our harbour|Hands off|No sale)/.test(post.text)).length / march.length
    expect(copied).toBeGreaterThan(0.25)
    expect(copied).toBeLessThan(0.42)
    const { edges, accounts } = pairsWithin(
      actsOn(posts, members, (post) => post.hashtags),
      60,
      2,
    )
    expect(edges).toBeGreaterThan(100)
    expect(accounts).toBeGreaterThan(80)
  })

  test(`breaking news: one burst, then nothing in common (seed ${seed})`, () => {
    const acts = shared('breaking-news', repost, 20)
    expect(acts.length).toBe(9)
    const { edges, accounts } = pairsWithin(actsOn(posts, membersOf('breaking-news'), repost), 60, 2)
    expect(edges).toBeGreaterThan(60)
    expect(accounts).toBeGreaterThan(40)
  })

  test(`newsroom: declared, one client, the same minute, dense at 60 s (seed ${seed})`, () => {
    const acts = shared('newsroom', link)
    expect(acts.length).toBeGreaterThanOrEqual(57)
    expect(Math.max(...acts.map(seconds))).toBeLessThanOrEqual(20)
    expect(new Set(acts.flat().map((post) => post.client))).toEqual(new Set(['DeskPlanner']))
    expect(organisations('newsroom')).toEqual(new Set(['Saltmere Post']))
    expect(density('newsroom', link, 60)).toBe(1)
  })

  test(`share button: one client, page-made text, unrelated readers (seed ${seed})`, () => {
    const members = membersOf('share-button')
    expect(members.size).toBeGreaterThan(100)
    expect(shared('share-button', text, 10).length).toBe(16)
    expect(density('share-button', text, 60)).toBeLessThan(0.05)
    expect(pairsWithin(actsOn(posts, members, text), 60, 2).edges).toBeGreaterThan(5)
  })

  test(`union petition: declared, at noon within 3 minutes on 6 days (seed ${seed})`, () => {
    const acts = shared('union-petition', text)
    expect(acts.length).toBe(6)
    expect(Math.max(...acts.map(seconds))).toBeLessThanOrEqual(180)
    expect(organisations('union-petition')).toEqual(new Set(['Quay Workers’ Union']))
    expect(density('union-petition', text, 60)).toBeGreaterThan(0.5)
  })

  test(`weather feeds: declared machines, 84 times within 3 s (seed ${seed})`, () => {
    const acts = shared('weather-feeds', link)
    expect(acts.length).toBe(84)
    expect(Math.max(...acts.map(seconds))).toBeLessThanOrEqual(3)
    expect(organisations('weather-feeds')).toEqual(new Set(['Sea Weather Service']))
  })

  test(`names tell nobody apart: endings of every kind among early and late accounts, look-alikes made when others were (seed ${seed})`, () => {
    const ending = (handle: string) => /_(\d+)$/.test(handle)
    const share = (list: readonly string[]) => list.filter(ending).length / list.length
    const handles = accounts.map((row) => row.handle as string)
    expect(share(handles.slice(0, 400))).toBeCloseTo(share(handles.slice(400)), 1)
    const old = (label: string) => {
      const times = [...membersOf(label)].map((account) => created.get(account) as number)
      return times.filter((at) => at < Date.UTC(2025, 6, 1)).length / times.length
    }
    for (const label of ['protest', 'breaking-news', 'share-button', 'fan-club'])
      expect(Math.abs(old(label) - old('background'))).toBeLessThan(0.2)
  })

  test(`what is no operation keeps quiet: background pairs at 60 s are few and by chance (seed ${seed})`, () => {
    const pairs = (window: number) => pairsWithin(actsOn(posts, membersOf('background'), repost), window, 2).edges
    expect(pairs(60)).toBeLessThan(60)
    expect(pairs(300)).toBeGreaterThan(0)
  })
}
