export { type Difference, differencesOf } from './differences.js'
export { type Member, templateOf } from './template.js'
