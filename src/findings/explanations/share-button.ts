/**
 * Share button or common scheduler: the page or the program writes the words, not the account. Measured as the share of the members' posts on the shared objects whose text
 * begins with the title of the linked page, and of those from one program, each beside all posts of the data. A button explains equal words, not equal times:
 * it fits only when the group is not beyond chance on any road.
 */
import type { Beside, Explanation } from '../../model/index.js'
import { commonest } from '../commonest.js'
import { beyondBy, percent, type Subject } from '../subject.js'

export function shareButton(subject: Subject): Explanation {
  const base = { id: 'share-button', question: 'Does a share button or scheduler write these posts?' }
  const { titled, client } = subject.posts
  const posts = new Set<number>()
  for (const position of subject.view.position)
    if (subject.tests.meetings.has(subject.index.object[position] as number)) posts.add(subject.index.post[position] as number)
  const shareOf = (many: number) => (posts.size === 0 ? 0 : many / posts.size)
  const numbers: Beside[] = []
  const share = titled ? shareOf([...posts].filter((post) => titled.posts.has(post)).length) : 0
  if (titled)
    numbers.push({
      what: 'share of the members’ posts on the shared objects that begin with the title of the linked page',
      value: share,
      baseline: titled.everywhere,
      baselineIs: 'the same of all posts with a title',
    })
  const program = client ? commonest([...posts].map((post) => client.of.get(post))) : null
  if (client && program)
    numbers.push({
      what: 'share of these posts that come from their commonest program',
      value: shareOf(program.count),
      baseline: client.everywhere.get(program.name) ?? 0,
      baselineIs: 'its share of all posts',
    })
  const missing = [...(titled ? [] : ['url_title']), ...(client ? [] : ['client'])]
  const sent = program ? ` ${percent(shareOf(program.count))} of them come from one program.` : ''
  if (!titled)
    return {
      ...base,
      ...{ answer: 'not-in-data', numbers, missing },
      sentence: `The data give no titles of linked pages to compare the texts with.${sent}`,
    }
  const fits = share >= subject.rules.sameShare && beyondBy(subject) === null
  return {
    ...base,
    ...{ answer: fits ? 'fits' : 'does-not-fit', numbers, missing },
    sentence: `${percent(share)} of the members’ posts on the shared objects begin with the title of the linked page (${percent(titled.everywhere)} of all posts with a title).${sent} A button explains equal words, not equal times.`,
  }
}
