import { formatNumber, formatRatio } from '../format.ts'
import type { ComparedMetric } from './compare-sets.ts'

export const header = ['', 'figure', 'BASE', 'HEAD', 'change', '95 % interval', 'n', 'would have shown', 'verdict']

/** What needs a look first; then by cell, as they came. */
export function sortByUrgency(metrics: readonly ComparedMetric[]): ComparedMetric[] {
  return metrics.toSorted((a, b) => getUrgency(a) - getUrgency(b))
}

/** Whether a comparison says something: it is worse, better, or waits for the second stage. */
export function isNotable({ verdict, gate }: ComparedMetric): boolean {
  return verdict === 'worse' || verdict === 'better' || gate.stage === 'flagged'
}

function getUrgency({ verdict, gate }: ComparedMetric): number {
  if (verdict === 'worse') return 0
  if (gate.stage === 'flagged') return 1
  return verdict === 'better' ? 2 : 3
}

/** One comparison in the columns of `header`. `~` where the data show no difference: then see what they would have shown. */
export function toRow(compared: ComparedMetric): string[] {
  const { cell, metric, base, head, estimate, lower, upper, n, differs, detectable } = compared
  const format = (value: number | null): string => (value === null ? '' : formatValue(value, compared))
  return [
    cell,
    metric.title,
    format(base),
    format(head),
    differs && estimate !== null ? formatChange(estimate, compared) : '~',
    Number.isFinite(lower) && Number.isFinite(upper)
      ? `${formatChange(lower, compared)} … ${formatChange(upper, compared)}`
      : 'n too small',
    String(n),
    differs ? '' : formatDetectable(detectable, compared),
    describeVerdict(compared),
  ]
}

function describeVerdict({ verdict, gate }: ComparedMetric): string {
  if (gate.stage === 'flagged') return 'flagged'
  if (gate.stage === 'failed') return `worse (p = ${formatP(gate.p)})`
  return verdict
}

function formatP(p: number): string {
  return p < 0.001 ? p.toExponential(0) : p.toFixed(3)
}

function formatValue(value: number, { metric: { unit, kind } }: ComparedMetric): string {
  return kind === 'ratio' && unit === '' ? formatRatio(value) : `${formatNumber(value)} ${unit}`
}

/** `+15.2 %`, `−3 ms`. */
function formatChange(value: number, { metric: { kind, unit } }: ComparedMetric): string {
  const change = kind === 'ratio' ? (value - 1) * 100 : value
  const sign = change > 0 ? '+' : ''
  return kind === 'ratio'
    ? `${sign}${formatNumber(Number(change.toFixed(1)))} %`
    : `${sign}${formatNumber(change)} ${unit}`
}

function formatDetectable(value: number, { metric: { kind, unit } }: ComparedMetric): string {
  if (!Number.isFinite(value)) return '–'
  return kind === 'ratio' ? `± ${formatNumber(Number((value * 100).toFixed(1)))} %` : `± ${formatNumber(value)} ${unit}`
}
