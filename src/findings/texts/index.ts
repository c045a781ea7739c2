export { type DescribedTexts, describeTexts, type EmbedTexts, FAMILY_TRACE, mainLanguage, type TextSettings } from './describe.js'
