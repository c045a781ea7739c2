export { type DescribedTexts, describeTexts, FAMILY_TRACE, mainLanguage, type TextSettings } from './describe.js'
