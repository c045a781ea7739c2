export { type Difference, differencesOf } from './differences.js'
export { type Member, MOST_TEXTS, templateOf } from './template.js'
export { wordsOf } from './tokens.js'
