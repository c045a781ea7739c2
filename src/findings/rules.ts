import type { Params } from '../model/index.js'

/** Every threshold that decides a standing, in one place and in words. None is fitted to labels. */
export interface Rules {
  readonly falseDiscoveryRate: number
  readonly leastMembers: number
  readonly leastMemberShare: number
  readonly audienceShare: number
  readonly leastLikeObjects: number
  readonly likeShare: number
  readonly metShare: number
  readonly habitShare: number
  readonly sourceShare: number
  readonly sameShare: number
  readonly openShare: number
  readonly openSeconds: number
  readonly openCrowd: number
  readonly burstSeconds: number
  readonly outsiderRatio: number
  readonly leastOutsiderPairs: number
  readonly goneShare: number
  readonly draws: number
  readonly worlds: number
  readonly chanceLevel: number
  readonly sessionSeconds: number
}

export const RULES: Params<Rules> = {
  falseDiscoveryRate: {
    kind: 'number',
    default: 0.05,
    min: 0.0001,
    max: 0.5,
    meaning:
      'expected share of false ones among the pairs of accounts that pass a test, over all pairs that could have passed (Benjamini–Hochberg)',
    larger: 'lets more pairs pass, and more of them by chance',
  },
  leastMembers: {
    kind: 'integer',
    default: 3,
    min: 2,
    meaning: 'members joined by passing pairs before a group counts as beyond chance: fewer than three are a pair, not a group',
    larger: 'asks for more members that are in it for a reason other than chance',
  },
  leastMemberShare: {
    kind: 'number',
    default: 0.25,
    min: 0,
    max: 1,
    meaning:
      'share of the members that must be joined by passing pairs, so that a few do not speak for a crowd that happens to be around them',
    larger: 'asks that more of the group carries the finding',
  },
  audienceShare: {
    kind: 'number',
    default: 1 / 3,
    min: 0,
    max: 1,
    meaning:
      'accounts of groups among all accounts on the shared objects, from which on they weigh so much in the spread of these objects that it hides them; then like objects are the measure',
    larger: 'uses the comparison with like objects less often',
  },
  leastLikeObjects: {
    kind: 'integer',
    default: 20,
    min: 1,
    meaning: 'like objects (as many accounts, to the power of two) below which their spread is no measure',
    larger: 'uses the comparison with like objects less often, and with a surer measure',
  },
  likeShare: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning:
      'chance of two accounts to meet on like objects, from which on these move in lockstep themselves and are no measure: more often than not',
    larger: 'takes like objects as a measure even where most accounts on them meet',
  },
  metShare: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning:
      'share of what pairs of members have in common on which they were within the window: where there are no like objects to compare with, sharing alone is not enough',
    larger: 'asks for more togetherness where only sharing can be tested',
  },
  habitShare: {
    kind: 'number',
    default: 2 / 3,
    min: 0,
    max: 2,
    meaning:
      'meetings that the members’ usual quickness would give, relative to those seen, from which on habit is said to explain most of them',
    larger: 'lets habit explain less',
  },
  sourceShare: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning: 'share of what the members met on that comes from their one common source, from which on they are called one audience',
    larger: 'calls fewer groups one audience',
  },
  sameShare: {
    kind: 'number',
    default: 0.8,
    min: 0,
    max: 1,
    meaning:
      'share that must agree (members with one declared organisation, texts equal to the page title) before such an explanation fits',
    larger: 'lets these explanations fit less often',
  },
  openShare: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning:
      'share of the accounts that came once to the most met object, and of the pairs that met there, from which on it is called an open campaign: most of them',
    larger: 'lets an open campaign explain less',
  },
  openSeconds: {
    kind: 'duration',
    unit: 's',
    default: 86_400,
    min: 1,
    meaning: 'who came again after this time did not come once only (open campaign)',
    larger: 'lets an open campaign explain more',
  },
  openCrowd: {
    kind: 'number',
    unit: 'times the members',
    default: 2,
    min: 1,
    max: 1000,
    meaning: 'accounts on the most met object, from which on it is called open',
    larger: 'lets an open campaign explain less',
  },
  burstSeconds: {
    kind: 'duration',
    unit: 's',
    default: 3600,
    min: 60,
    meaning: 'length of the busiest time that is left out to see whether a group is one burst',
    larger: 'calls more groups one burst',
  },
  outsiderRatio: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning:
      'non-members within the window of each other on the same objects, relative to members, from which on everybody is said to have been in step',
    larger: 'lets breaking news explain less',
  },
  leastOutsiderPairs: {
    kind: 'integer',
    default: 30,
    min: 1,
    meaning: 'pairs of non-members below which their rate is not called measured',
    larger: 'leaves the question to a person more often',
  },
  goneShare: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    meaning: 'share of members still joined, below which a group counts as gone under another setting',
    larger: 'calls more groups fragile',
  },
  draws: {
    kind: 'integer',
    default: 1000,
    min: 1000,
    max: 100_000,
    meaning: 'sets of equally active accounts drawn for the baseline',
    larger: 'gives a finer baseline and takes longer',
  },
  worlds: {
    kind: 'integer',
    default: 200,
    min: 19,
    max: 100_000,
    meaning: 'shuffled data sets searched for groups in the same way, fewer only where the data are so large that they would take minutes',
    larger: 'allows a smaller p of a whole group and takes longer',
  },
  chanceLevel: {
    kind: 'number',
    default: 0.05,
    min: 0.001,
    max: 0.5,
    meaning: 'share of draws that must reach the observed value before activity alone is said to explain it',
    larger: 'lets activity alone explain more',
  },
  sessionSeconds: {
    kind: 'duration',
    unit: 's',
    default: 1800,
    min: 0,
    meaning: 'objects that appear within this time of each other may be met in one sitting and count as one meeting in the stricter test',
    larger: 'merges more meetings into one',
  },
}

export const RULE_DEFAULTS = Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, rule.default])) as unknown as Rules
