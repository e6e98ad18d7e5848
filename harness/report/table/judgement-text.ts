import { formatNumber, formatRatio } from '../format.ts'
import type { Judgement } from './judge.ts'
import { ratioMargin, type JudgedMetric } from './judged-metrics.ts'

/** What the texts of judgements mean. */
export const judgementLegend = [
  'Each figure is the strategy against the control of the same block, over n blocks: Hodges–Lehmann estimate and 95 % interval (signed ranks); ratios as such, figures that can be 0 as differences.',
  `Verdicts: better or worse than the control (signed ranks, or flipped signs for differences; Holm-adjusted over the strategies); equivalent (two one-sided tests; within ${formatNumber(ratioMargin * 100)} %, or 1 ms of load); undecided.`,
  '`~`: the data show no difference; ± is what so many blocks would have shown with 80 % power.',
  'Strategies that share a letter are not told apart (Friedman, then pairs block by block, Holm-adjusted; in a sweep, those at the same point).',
  'Only trials that completed without violation are judged.',
].join('\n')

/** `0.873 (0.861 … 0.884) worse · b`; `0.99 (0.95 … 1.03) ~ undecided, ± 5 % · ab`. */
export function describeJudgement(judgement: Judgement, metric: JudgedMetric, blocks: number): string {
  const { estimate, lower, upper, n, letters, verdict } = judgement
  const format = (value: number): string => formatFigure(value, metric)
  const interval =
    Number.isFinite(lower) && Number.isFinite(upper) && n > 0 ? `${format(lower)} … ${format(upper)}` : ''
  return [
    format(estimate),
    ` (${interval === '' || (metric.kind === 'ratio' && lower === 0) ? 'n too small' : interval})`,
    verdict === undefined ? '' : ` ${describeVerdict(judgement, metric)}`,
    n === blocks ? '' : ` n=${n}`,
    letters === undefined ? '' : ` · ${letters}`,
  ].join('')
}

function describeVerdict({ verdict = 'undecided', detectable }: Judgement, metric: JudgedMetric): string {
  if (verdict === 'better' || verdict === 'worse') return verdict
  return `~ ${verdict}${Number.isFinite(detectable) ? `, ± ${formatDetectable(detectable, metric)}` : ''}`
}

function formatDetectable(value: number, { kind, unit }: JudgedMetric): string {
  return kind === 'ratio'
    ? `${formatNumber(Number((value * 100).toFixed(1)))} %`
    : formatNumber(value).concat(addUnit(unit))
}

function formatFigure(value: number, { kind, unit, control }: JudgedMetric): string {
  if (kind === 'ratio') return unit === '' ? formatRatio(value) : formatNumber(value)
  return `${value > 0 && control !== undefined ? '+' : ''}${formatNumber(value)}`
}

function addUnit(unit: string): string {
  return unit === '' ? '' : ` ${unit}`
}
