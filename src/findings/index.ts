/** findings (6): group + posts → dossiers: what a group shares, against what chance and habit give, other explanations measured, robustness, limits, and the evidence behind every edge. */

export { addAcross } from './across.js'
export { makeDossiers, type OtherSeeds } from './dossier.js'
export { type EvidenceWanted, evidenceOf, evidenceOfGroups } from './evidence.js'
export type { GroupSearch, SearchPlan } from './group-test.js'
export { gatherMedia, type MediaWanted, type OpenedMedia, openMedia } from './media.js'
export { RULE_DEFAULTS, RULES, type Rules } from './rules.js'
export { searchBy } from './search.js'
export { type DescribedTexts, describeTexts, FAMILY_TRACE, mainLanguage, type TextSettings } from './texts/index.js'
export { beginWholeTests, type SearchOf, type WholeTests } from './whole-tests.js'
