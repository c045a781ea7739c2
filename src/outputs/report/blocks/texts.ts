/** Families of near-same texts: a table of all, the template of each with its slots, texts side by side; and what the members of a group wrote. */
import type { LanguageLink, PostRef, Slot, TextFamily } from '../../../model/index.js'
import { type Difference, differencesOf } from '../../../traces/index.js'
import { cleanText } from '../../text.js'
import { formWords, kinWords, laidWords, languageWords, short, spinWords, valueWords } from '../../text-words.js'
import type { FullDossier, ReportData, Written } from '../data.js'
import { type Html, html, type Value } from '../html.js'
import { details, foreign, list, shortHash, table } from '../parts.js'
import { at } from '../pictures/frame.js'
import { SLOT_COLOURS } from '../pictures/template.js'
import { count, percent, plural, span, utc } from '../words.js'

const MOST_ROWS = 25
const MOST_OPEN = 12
const MOST_LETTERS = 700
const MOST_VALUES = 8
const MOST_LINKS = 20
const MOST_GROUPS = 4
const MOST_SIDES = 4

const number = (value: number) => (value === 0 ? '0' : value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1))

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Only where texts were described. */
export function texts(data: ReportData, hasFull: ReadonlySet<string>): Html {
  const { texts: all, name } = data
  if (all === null || all.families.length === 0) return html``
  const counting = all.families.filter(({ counts }) => counts)
  const shown = [...counting, ...all.families.filter(({ counts }) => !counts)].slice(0, MOST_ROWS)
  const leading = all.families.filter(({ kin }) => typeof kin !== 'string')
  const open = [...leading.filter(({ counts }) => counts), ...leading.filter(({ counts }) => !counts)].slice(0, MOST_OPEN)
  return html`<section><h2 id="texts">Near-same texts</h2>
<p class="lead">${plural(all.all, 'family', 'families')} of near-same texts; ${count(counting.length)} of the ${count(all.families.length)} described ${counting.length === 1 ? 'counts' : 'count'} toward coordination.</p>
<p>The same words are ordinary: quotations, song lines, prayers, headlines of a share button, petitions, chain letters, automatic reports. A family counts only when its words are rare among all posts and chance or habit do not explain the timing or the pairs; it is no verdict on anybody in it.</p>
${table(
  `Families${shown.length < all.families.length ? `, the first ${shown.length} of ${count(all.families.length)}` : ''}, those that count first, then those with most accounts; the first post by the account named, posts over time from the first to the last`,
  [
    { head: 'family' },
    { head: 'commonest text and language' },
    ...['accounts', 'posts', 'texts', 'bits'].map((head) => ({ head, isNumber: true })),
    { head: 'first, by', isOneLine: true },
    { head: 'span, half after', isOneLine: true },
    { head: 'over time' },
    { head: 'p', isNumber: true },
    { head: 'groups' },
  ],
  shown.map((family) => [
    html`${family.familyId}${family.counts ? html`<br><span class="whole-line">◆ counts</span>` : ''}`,
    html`${foreign(short(name.text(family.text), 140))}<br><span class="soft">${languageWords(family.languages.slice(0, 3))}${family.kin === null ? '' : `; ${kinWords(family)}`}</span>`,
    ...[family.accounts, family.posts, family.texts].map(count),
    String(Math.round(family.rarityBits)),
    html`${utc(family.first.atMs, 'minute')}<br>${foreign(name(family.first.accountKey))}`,
    html`${span(family.lastMs - family.first.atMs)}<br>${family.medianDelayMs === null ? '–' : span(family.medianDelayMs)}`,
    spark(family),
    family.cascade === null ? '–' : number(family.cascade.p),
    groupsOf(family, hasFull),
  ]),
)}
<p class="small soft">Texts: different ones. Bits: how rare its words are, summed; ${Math.round(all.families[0]?.neededBits ?? 0)} are needed among so many posts. Half after: half of the accounts had posted by then. p: its accounts closer in time than those of families with about as many. Groups: that two of its accounts or more stand in.</p>
${all.notes.length > 0 ? list(all.notes) : ''}${languageLinks(all.links, all.linkTests, all.model)}
<h3>Templates</h3>${open.map((family) => details(html`${family.familyId} · ${plural(family.accounts, 'account')} · <bdi dir="auto">${short(name.text(family.text), 90)}</bdi>`, oneFamily(family, data)))}
</section>`
}

function groupsOf({ groups }: TextFamily, hasFull: ReadonlySet<string>): Value {
  const shown = groups.slice(0, MOST_GROUPS)
  const more = groups.length > shown.length ? ` + ${groups.length - shown.length}` : ''
  return [
    shown.map(
      ({ groupId }, i): Value => [i === 0 ? '' : ', ', hasFull.has(groupId) ? html`<a href="#${groupId}">${groupId}</a>` : groupId],
    ),
    more,
  ]
}

function spark({ spread: { posts }, familyId }: TextFamily): Html {
  const most = posts.reduce((x, y) => Math.max(x, y), 1)
  const wide = 112 / posts.length
  const d = posts.map((n, i) => (n === 0 ? '' : `M${at(i * wide)} 22v${at((-20 * n) / most)}h${at(Math.max(1, wide - 0.5))}V22z`)).join('')
  return html`<svg class="spark" role="img" aria-label="posts of ${familyId} over time, most ${most}" viewBox="0 0 112 22" width="112" height="22" preserveAspectRatio="none"><path class="mine" d="${d}"/></svg>`
}

function languageLinks(
  links: readonly LanguageLink[],
  tests: number,
  model: { readonly name: string; readonly sha256: string } | null,
): Html {
  if (tests === 0 && links.length === 0) return html``
  const caption = `${plural(links.length, 'pair')} of families that may be the same text in other languages, of ${count(tests)} pairs in different languages`
  if (links.length === 0)
    return html`<p>No two families in different languages share more links, media, numbers or names than chance gives (${plural(tests, 'pair')} tested).</p>`
  return html`<h3>In other languages</h3><p>May be the same text: by what survives a translation${model === null ? '' : html`, and by the cosine of an embedding model given by a person (${model.name}, SHA-256 ${shortHash(model.sha256)})`}. Read both before you say so.</p>${table(
    links.length > MOST_LINKS ? `${caption}; the first ${MOST_LINKS}` : caption,
    [
      { head: 'families' },
      { head: 'languages' },
      { head: 'both have' },
      ...['p', 'corrected', 'cosine'].map((head) => ({ head, isNumber: true })),
    ],
    links
      .slice(0, MOST_LINKS)
      .map((link) => [
        `${link.a}, ${link.b}`,
        link.languages.join(', '),
        link.shared.length === 0 ? 'nothing' : foreign(link.shared.map(({ kind, object }) => `${kind} ${short(object, 60)}`).join(', ')),
        link.p === null ? '–' : number(link.p),
        link.q === null ? '–' : number(link.q),
        link.cosine === null ? '–' : link.cosine.toFixed(2),
      ]),
  )}`
}

/** The template as one line: fixed words, and slots with their number and commonest values; each slot's colour only sets it apart from its neighbours. */
export function templateLine({ template: { parts, slots } }: Pick<TextFamily, 'template'>, data: ReportData): Html {
  return html`<p class="template" dir="auto">${parts.map((part) =>
    'text' in part
      ? cleanText(data.name.text(part.text))
      : html`<bdi class="slot slot${part.slot % SLOT_COLOURS}"><b>${part.slot + 1}</b> ${valueWords(slots[part.slot] as Slot, data.name, 2)}</bdi>`,
  )}</p>`
}

function slotTable({ template: { slots }, familyId }: TextFamily, { name }: ReportData): Html {
  if (slots.length === 0) return html`<p class="soft">No slot: the texts are the same, word for word.</p>`
  return table(
    `Slots of ${familyId}; numbers of posts behind the values`,
    [
      { head: 'slot', isNumber: true },
      { head: 'values, commonest first' },
      { head: 'form' },
      { head: 'different', isNumber: true },
      { head: 'nothing there', isNumber: true },
    ],
    slots.map((slot, i) => [
      html`<span class="slot slot${i % SLOT_COLOURS}"><b>${i + 1}</b></span>`,
      [
        slot.values
          .filter(({ value }) => value !== '')
          .slice(0, MOST_VALUES)
          .map(({ value, posts }, k): Value => [k === 0 ? '' : ' · ', foreign(short(name.text(value), 60)), ` ${count(posts)}`]),
        slot.distinct > MOST_VALUES ? ' · and more' : '',
      ],
      formWords(slot),
      count(slot.distinct),
      count(slot.values.find(({ value }) => value === '')?.posts ?? 0),
    ]),
  )
}

function oneFamily(family: TextFamily, data: ReportData): Html {
  const { template } = family
  const { name } = data
  return html`${templateLine(family, data)}${slotTable(family, data)}<p class="small">${family.kin === null ? '' : `${upper(kinWords(family))}. `}${upper(laidWords(family))}.${template.spin === null ? '' : ` ${spinWords(template.spin)}`}</p>
<p>${percent(family.exactShare, 1)} of the posts have the commonest text word for word, ${plural(family.letters, 'letter')} long. First ${utc(family.first.atMs)} by ${foreign(name(family.first.accountKey))}. ${family.counts ? 'Counts' : 'Does not count'} toward coordination: ${family.why.join('; ')}.</p>
${ordinary(family)}${sideBySide(family.examples.slice(0, MOST_SIDES), data)}${quoted(family, data)}`
}

function ordinary({ ordinary: reasons, familyId }: TextFamily): Html {
  return details(
    'What is ordinary, with its numbers',
    table(
      `Ordinary reasons for same words, ${familyId}`,
      [{ head: 'measured' }, { head: 'here', isNumber: true }, { head: 'beside' }, { head: 'a high number speaks for' }],
      reasons.map(({ what, value, unit, baseline, baselineIs, means }) => [
        what,
        unit === 'share' ? percent(value, 1) : count(value),
        baseline === null ? baselineIs : `${percent(baseline, 1)} ${baselineIs}`,
        means,
      ]),
    ),
  )
}

/** Runs of a text; what only this one has is underlined. */
export function differing(runs: readonly Difference[]): Html {
  return html`<bdi class="post" dir="auto">${runs.map(({ text, isOwn }) => (isOwn && text.trim() !== '' ? html`${/^\s*/u.exec(text)?.[0]}<ins>${text.trimStart()}</ins>` : text))}</bdi>`
}

/** The first text beside each of the others. */
function sideBySide(posts: readonly PostRef[], data: ReportData): Html {
  const [first, ...others] = posts
  if (first === undefined || others.length === 0) return html``
  const shown = (post: PostRef) => data.name.text(post.text ?? '').slice(0, MOST_LETTERS)
  return html`<p class="small"><strong>Side by side, differences underlined</strong></p>${others.map((other) => {
    const parts = differencesOf(shown(first), shown(other))
    return html`<div class="pair">${side(first, differing(parts.first), data)}${side(other, differing(parts.second), data)}</div>`
  })}`
}

function side(post: PostRef, text: Html, { name }: ReportData): Html {
  return html`<div class="side"><p><strong>${foreign(name(post.accountKey))}</strong> ${utc(post.atMs)}</p><p>${text}</p><p class="small soft">file ${shortHash(post.fileSha256)} line ${count(post.line)}</p></div>`
}

function quoted({ quotedIn, quotes }: TextFamily, data: ReportData): Html {
  if (quotedIn.length === 0) return html``
  return details(
    `Quoted in ${plural(quotes ?? 0, 'longer text')}${quotedIn.length < (quotes ?? 0) ? `, the first ${quotedIn.length}` : ''}`,
    html`${quotedIn.map((post) => side(post, foreign(data.name.text(post.text ?? '').slice(0, MOST_LETTERS), 'post'), data))}`,
  )
}

/** In a dossier: what members of the group wrote nearly alike. */
export function whatTheyWrote({ dossier, written }: FullDossier, data: ReportData): Html {
  const families = new Map(data.texts?.families.map((family) => [family.familyId, family]))
  if (written.length === 0) return html``
  return html`<h4>What they wrote</h4>${written.map((each) => ofGroup(each, families.get(each.familyId) as TextFamily, dossier.group.measures.size, data))}`
}

function ofGroup({ members, posts, examples }: Written, family: TextFamily, size: number, data: ReportData): Html {
  const { name } = data
  const delay = family.medianDelayMs === null ? '' : `, half of all accounts within ${span(family.medianDelayMs)}`
  return html`<h5>${family.familyId}: ${count(members)} of ${plural(size, 'member')}, ${plural(posts, 'post')}; of everybody ${plural(family.accounts, 'account')}, ${plural(family.posts, 'post')}</h5>
${templateLine(family, data)}<p>First ${utc(family.first.atMs)} by ${foreign(name(family.first.accountKey))}; over ${span(family.lastMs - family.first.atMs)}${delay}. Language: ${languageWords(family.languages)}. ${family.counts ? 'Counts' : 'Does not count'} toward coordination: ${family.why.join('; ')}.</p>
${family.template.slots.length === 0 ? '' : slotTable(family, data)}${family.template.spin === null ? '' : html`<p class="small">${spinWords(family.template.spin)}</p>`}${sideBySide(examples, data)}`
}
