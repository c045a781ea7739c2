export { alikeShare, type Difference, differencesOf, piecesOf } from './differences.js'
export { type Member, MOST_TEXTS, templateOf } from './template.js'
export { wordsOf } from './tokens.js'
