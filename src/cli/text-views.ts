/** How families of near-same texts read on a terminal. */
import type { CaseTexts, PostRef, TextFamily } from '../model/index.js'
import type { Namer } from '../workflow/index.js'
import { bold, count, dim, fold, gap, instant, plural, sparkline, table, visible } from './render.js'

const SHOWN = 40
const percent = (share: number) => `${share > 0 && share < 0.01 ? '< 1' : Math.round(100 * share)} %`
const number = (value: number) => (value === 0 ? '0' : value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1))

export async function textLines(texts: CaseTexts, name: Namer): Promise<string[]> {
  const { short, templateWords } = await import('../workflow/index.js')
  const { families, all, links, notes } = texts
  if (families.length === 0) return ['no family of near-same texts has accounts enough: that is a result, too']
  const counting = families.filter((family) => family.counts).length
  const inOrder = [...families.filter((family) => family.counts), ...families.filter((family) => !family.counts)]
  return [
    `${plural(all, 'family', 'families')} of near-same texts; ${count(counting)} of the ${count(families.length)} described count toward coordination`,
    ...table(
      ['', 'counts', 'accounts', 'posts', 'texts', 'exact', 'bits', 'language', 'first', 'by', 'span', 'half after', 'spread', 'p', 'text'],
      inOrder
        .slice(0, SHOWN)
        .map((family) => [
          family.familyId,
          family.counts ? 'yes' : 'no',
          family.accounts,
          family.posts,
          family.texts,
          percent(family.exactShare),
          Math.round(family.rarityBits),
          mainWords(family),
          instant(family.first.atMs),
          visible(name(family.first.accountKey), 20),
          gap(family.lastMs - family.first.atMs),
          family.medianDelayMs === null ? '–' : gap(family.medianDelayMs),
          sparkline(family.spread.posts, 12),
          family.cascade === null ? '–' : number(family.cascade.p),
          `${typeof family.kin === 'string' ? `as ${family.kin}: ` : ''}${visible(short(templateWords(family, name), 80))}`,
        ]),
    ),
    ...(families.length > SHOWN ? [`… and ${count(families.length - SHOWN)} more: --json lists all`] : []),
    ...fold(
      'Ordinary: quotations, lyrics, headlines of a share button, petitions, chain letters, automatic reports. “counts” is no verdict: it says that the words are rare and that chance or habit do not explain the timing or the pairs.',
      98,
      '',
    ),
    ...linkLines(links),
    ...notes,
  ]
}

function mainWords({ languages }: TextFamily): string {
  const main = languages[0]
  return main === undefined
    ? '–'
    : `${main.language ?? 'not said'}${main.language !== null && main.how === 'measured' ? ' (measured)' : ''}`
}

function linkLines(links: CaseTexts['links']): string[] {
  return links.flatMap((link) =>
    fold(
      `${link.a} (${link.languages[0]}) and ${link.b} (${link.languages[1]}) may be the same text in other languages: ${[
        ...(link.shared.length > 0
          ? [`both have ${link.shared.map(({ kind, object }) => `${kind} ${visible(object, 60)}`).join(', ')}`]
          : []),
        ...(link.p === null ? [] : [`p ${number(link.p)}, corrected ${number(link.q as number)}`]),
        ...(link.cosine === null ? [] : [`cosine ${link.cosine.toFixed(2)} by the model given`]),
      ].join('; ')}`,
      98,
      '  ',
    ),
  )
}

export async function familyLines(family: TextFamily, { links }: CaseTexts, name: Namer): Promise<string[]> {
  const { differencesOf, formWords, kinWords, laidWords, languageWords, spinWords, templateWords } = await import('../workflow/index.js')
  const shown = (post: PostRef) => name.text(post.text ?? '')
  const marked = (first: string, second: string) =>
    differencesOf(first, second)
      .second.map(({ text, isOwn }) => (isOwn ? `${/^\s*/u.exec(text)?.[0]}[${text.trim()}]` : text))
      .join('')
  const { template } = family
  const facts: [string, string][] = [
    [
      'accounts, posts',
      `${count(family.accounts)} accounts, ${plural(family.posts, 'post')}, ${percent(family.exactShare)} of them word for word the commonest text`,
    ],
    ['language', languageWords(family.languages)],
    [
      'first',
      `${instant(family.first.atMs)} by ${visible(name(family.first.accountKey), 40)} (file ${family.first.fileSha256.slice(0, 12)}… line ${family.first.line})`,
    ],
    [
      'spread',
      `${gap(family.lastMs - family.first.atMs)}; half of the accounts ${family.medianDelayMs === null ? '–' : `within ${gap(family.medianDelayMs)}`} of the first  ${sparkline(family.spread.posts, 40)}`,
    ],
    ['words', `${count(family.letters)} letters, ${Math.round(family.rarityBits)} bits (${Math.round(family.neededBits)} needed)`],
    [
      'against like families',
      family.cascade === null
        ? 'too few with about as many accounts'
        : `median gap ${gap(family.cascade.medianGapMs)}, of ${count(family.cascade.like)} like families ${gap(family.cascade.likeGapMs)}; p ${number(family.cascade.p)}, corrected ${number(family.cascade.q)}`,
    ],
  ]
  return [
    ...fold(`${bold(family.familyId)}  ${visible(templateWords(family, name), 2000)}`, 98, '  '),
    '',
    ...(template.slots.length === 0
      ? ['no slot: the texts are the same word for word']
      : table(
          ['slot', 'form', 'values', 'nothing', 'the commonest, with posts'],
          template.slots.map((slot, i) => [
            String(i + 1),
            formWords(slot),
            slot.distinct,
            slot.values.find(({ value }) => value === '')?.texts ?? 0,
            visible(
              slot.values
                .slice(0, 6)
                .map(({ value, posts }) => `${value === '' ? 'nothing' : name.text(value)} ${posts}`)
                .join(' | ') + (slot.distinct > 6 ? ` | + ${slot.distinct - 6}` : ''),
            ),
          ]),
        )),
    ...(family.kin === null ? [] : [kinWords(family)]),
    laidWords(family),
    ...(template.spin === null ? [] : fold(spinWords(template.spin), 98, '  ')),
    '',
    ...facts.flatMap(([term, value]) => fold(`${term.padEnd(22)}${value}`, 110, ' '.repeat(22))),
    ...fold(`${'counts'.padEnd(22)}${family.counts ? 'yes' : 'no'}: ${family.why.join('; ')}`, 110, ' '.repeat(22)),
    '',
    ...table(
      ['what is ordinary', 'here', 'beside', 'a high number speaks for'],
      family.ordinary.map(({ what, value, unit, baseline, baselineIs, means }) => [
        what,
        unit === 'share' ? percent(value) : String(Number(value.toPrecision(3))),
        baseline === null ? baselineIs : `${percent(baseline)} ${baselineIs}`,
        means,
      ]),
      70,
    ),
    ...linkLines(links.filter(({ a, b }) => a === family.familyId || b === family.familyId)),
    '',
    bold('Side by side: what the first does not have is in [brackets]'),
    ...family.examples.flatMap((post, i) =>
      exampleLines(post, i === 0 ? shown(post) : marked(shown(family.examples[0] as PostRef), shown(post)), name),
    ),
    ...(family.quotedIn.length === 0
      ? []
      : [
          bold(`Quoted in ${plural(family.quotes ?? 0, 'longer text')}`),
          ...family.quotedIn.flatMap((post) => exampleLines(post, shown(post), name)),
        ]),
  ]
}

function exampleLines(post: PostRef, text: string, name: Namer): string[] {
  return [
    dim(`${instant(post.atMs)}  ${visible(name(post.accountKey), 40)}  file ${post.fileSha256.slice(0, 12)}… line ${post.line}`),
    ...fold(visible(text, 800), 96, '').map((each) => `  ${each}`),
  ]
}
