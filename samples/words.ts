import type { Rng } from '../src/statistics/index.js'
import { chance, pick } from './chance.js'

/** Texts of invented people on an invented quarrel: may the old harbour of Saltmere be sold for a container terminal? */
const ENGLISH: readonly (readonly string[])[] = [
  [
    'Honestly,',
    'I keep thinking:',
    'Friends,',
    'So',
    'Once more:',
    'Fact:',
    'Question:',
    'Apparently',
    'From my window',
    'My aunt says',
    'As a diver,',
    'On the ferry I heard that',
    'For years',
    'Unpopular view:',
  ],
  [
    'the new terminal',
    'the old fish market',
    'the west pier',
    'the harbour plan',
    'our council',
    'the dredging',
    'the crane on quay four',
    'the ferry timetable',
    'the lighthouse road',
    'the tide gate',
    'the salt warehouses',
    'the port company',
    'the harbour master',
    'that consultation',
    'the seal colony',
    'the sailing school',
    'the marina',
    'the night noise',
    'the rail link',
    'the land swap',
    'the swing bridge',
    'the boat builders',
    'the harbour fund',
    'the tender',
  ],
  [
    'needs',
    'has always had',
    'will lose',
    'brings',
    'promised',
    'never mentions',
    'ignores',
    'deserves',
    'hides',
    'could give us',
    'costs us',
    'takes away',
    'threatens',
    'saves',
    'shows',
    'forgets',
    'pays for',
    'drowns out',
    'stands for',
    'divides',
    'explains',
    'blocks',
    'wants',
    'changes',
  ],
  [
    'three hundred jobs',
    'the view from the church',
    'a fair hearing',
    'clean water',
    'the small boats',
    'more lorries',
    'half the parking',
    'a proper survey',
    'the gulls',
    'what we voted for',
    'every summer visitor',
    'the last shipyard',
    'a bit of patience',
    'our evening walk',
    'a new breakwater',
    'decent wages',
    'the mussel beds',
    'an honest budget',
    'the school trip',
    'plain numbers',
    'the fog horn',
    'cheaper freight',
    'two more years',
    'someone who listens',
  ],
  [
    '',
    ', sadly',
    ', at last',
    ', for once',
    ' and nobody asked',
    ' again',
    ', I was there',
    ' – see for yourselves',
    ', said the baker',
    ', no joke',
    ' this winter',
    ', if you ask me',
    ' and that is that',
    ', whatever they say',
    ' before Easter',
    ', rain or shine',
    ', and I like boats',
    ' (long story)',
    ', thank you',
    ' since 1974',
  ],
]
const OTHERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  de: [
    ['Der Hafen', 'Der neue Kai', 'Die alte Werft', 'Die Fähre', 'Der Fischmarkt', 'Unser Rat', 'Die Mole', 'Der Kran'],
    ['braucht', 'verliert', 'bekommt', 'verdient', 'verspricht', 'kostet', 'rettet', 'vergisst'],
    ['mehr Zeit', 'viel Geld', 'gute Arbeit', 'den Blick aufs Meer', 'kleine Boote', 'ruhige Nächte', 'ein Gutachten', 'die Möwen'],
  ],
  fr: [
    ['Le port', 'Le vieux quai', 'La criée', 'Le phare', 'Le conseil', 'Le ferry', 'La jetée', 'La grue'],
    ['mérite', 'perd', 'coûte', 'promet', 'oublie', 'sauve', 'cache', 'change'],
    ['une vraie étude', 'trop d’argent', 'nos emplois', 'la vue', 'les mouettes', 'le silence', 'un débat', 'l’eau claire'],
  ],
  es: [
    ['El puerto', 'El muelle viejo', 'La lonja', 'El faro', 'El concejo', 'El ferri', 'La grúa', 'El dragado'],
    ['necesita', 'pierde', 'merece', 'promete', 'olvida', 'esconde', 'cuesta', 'cambia'],
    ['más tiempo', 'mucho dinero', 'buen trabajo', 'la vista', 'las gaviotas', 'un estudio', 'agua limpia', 'el silencio'],
  ],
  el: [
    ['Το λιμάνι', 'Ο φάρος', 'Η ψαραγορά', 'Το συμβούλιο', 'Το πλοίο', 'Ο γερανός', 'Η προβλήτα', 'Το ναυπηγείο'],
    ['χρειάζεται', 'χάνει', 'αξίζει', 'υπόσχεται', 'ξεχνά', 'κοστίζει', 'σώζει', 'αλλάζει'],
    ['χρόνο', 'πολλά λεφτά', 'δουλειές', 'τη θέα', 'τους γλάρους', 'μια μελέτη', 'καθαρό νερό', 'ησυχία'],
  ],
  ar: [
    ['الميناء', 'المنارة', 'سوق السمك', 'المجلس', 'العبّارة', 'الرصيف القديم', 'الرافعة', 'الشركة'],
    ['يحتاج', 'يخسر', 'يستحق', 'يعد', 'ينسى', 'يكلف', 'ينقذ', 'يغير'],
    ['وقتا أكثر', 'مالا كثيرا', 'عملا جيدا', 'المنظر', 'النوارس', 'دراسة', 'ماء نظيفا', 'الهدوء'],
  ],
}
const SHORT = [
  'So true.',
  'Exactly this.',
  'No.',
  'Source?',
  'Thank you for this!',
  'Well said',
  '😂😂',
  'Shame.',
  'This.',
  'Since when?',
  'Not again…',
  '👏',
]

export const LANGUAGES = ['en', 'en', 'en', 'en', 'en', 'en', 'de', 'fr', 'es', 'el', 'ar', 'de'] as const

/** Most drawn first. */
export const TAGS = [
  'harbour',
  'Saltmere',
  'SaveTheQuay',
  'Terminal2030',
  'coast',
  'Hafen',
  'ferry',
  'jobs',
  'fishmarket',
  'westpier',
  'council',
  'ports',
  'noise',
  'gulls',
  'shipping',
  'tide',
  'budget',
  'dredging',
  'lighthouse',
  'sailing',
  'photo',
  'morning',
  'seals',
  'traffic',
  'railways',
  'weekend',
  'storm',
  'puerto',
  'port',
  'history',
  'seafood',
  'school',
  'swimming',
  'cranes',
  'fog',
  'sunset',
  'wages',
  'vote',
  'meeting',
  'climate',
] as const
export const PRESS = [
  'saltmere-post.example',
  'coastwire.example',
  'harbourtimes.example',
  'gullnews.example',
  'quaywatch.example',
  'northsea-radio.example',
] as const

export function sentence(rng: Rng, language: string): string {
  const slots = OTHERS[language] ?? ENGLISH
  return slots
    .map((slot) => pick(rng, slot))
    .join(' ')
    .replaceAll(' ,', ',')
    .replaceAll('  ', ' ')
    .trimEnd()
}

/** An ordinary text: one sentence in English or two in another language, often with a detail that few others share. */
export function remark(rng: Rng, language: string): string {
  const body = language in OTHERS ? `${sentence(rng, language)}. ${sentence(rng, language)}.` : `${sentence(rng, language)}.`
  if (chance(rng, 0.3)) return `${body} ${rng.below(24)}:${10 + rng.below(50)}`
  if (chance(rng, 0.15)) return `${body} (${1 + rng.below(400)} m)`
  return body
}

/** Answers are shorter, and some say what everybody says. */
export function answer(rng: Rng, language: string): string {
  return chance(rng, 0.08) ? pick(rng, SHORT) : remark(rng, language)
}

/** A number as long as the SHA-1 of a file. */
export function pictureHash(rng: Rng): string {
  return Array.from({ length: 5 }, () =>
    rng
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
}
