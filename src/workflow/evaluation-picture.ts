import { linesPicture, pictureFile } from '../outputs/index.js'
import type { Evaluation, RankedRule } from './evaluate.js'
import { ruleWords } from './evaluation-lines.js'
import { putPicture } from './put-picture.js'

const TICKS = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: String(at) }))

/** Precision–recall and ROC of the merged rules, accounts and pairs, as one SVG. */
export function evaluationPicture({ rankings }: Pick<Evaluation, 'rankings'>): string {
  const merged = rankings.filter((one) => one.isMerged)
  const value = (estimate: number | null) => (estimate === null ? 'none' : estimate.toFixed(3))
  const precision = (of: 'accounts' | 'pairs') => ({
    title: `${of}: precision by recall`,
    xWords: `recall: of the ${of} of operations`,
    x: [0, 1] as const,
    xTicks: TICKS,
    lines: merged.map((rule) => ({
      label: `${ruleWords(rule)}: ${value(rule[of].averagePrecision.value)}`,
      points: rule[of].points.map((point) => ({ x: point.recall, y: point.precision })),
    })),
  })
  const roc = {
    title: 'accounts: ROC',
    xWords: 'share of the other accounts reached',
    x: [0, 1] as const,
    xTicks: TICKS,
    lines: merged.map((rule: RankedRule) => ({
      label: `${ruleWords(rule)}: ${value(rule.accounts.auc.value)}`,
      // what has no score comes last, all at once
      points: [
        { x: 0, y: 0 },
        ...rule.accounts.points.map((point) => ({ x: point.others / Math.max(1, rule.accounts.others), y: point.recall })),
        { x: 1, y: 1 },
      ],
    })),
    hasDiagonal: true,
  }
  return pictureFile(
    linesPicture({
      id: 'curves',
      title: 'How well each rule ranks what is labelled as an operation',
      describe: merged
        .map(
          (rule) =>
            `${ruleWords(rule)}: average precision ${value(rule.accounts.averagePrecision.value)} for accounts, ${value(rule.pairs.averagePrecision.value)} for pairs; AUC ${value(rule.accounts.auc.value)} and ${value(rule.pairs.auc.value)}.`,
        )
        .join(' '),
      panels: [precision('accounts'), precision('pairs'), roc],
    }),
  )
}

/** @throws ProblemError `usage/cannot-write` */
export function writeEvaluationPicture(evaluation: Evaluation, given: string): string {
  return putPicture(given, evaluationPicture(evaluation))
}
