import { estimateShift } from '../../stats/hodges-lehmann.ts'
import type { Latency, Metrics, PhasePart, TrialRecord } from '../../store/record.ts'
import { formatBytes, formatNumber, formatRatio } from '../format.ts'
import type { RunSummary } from '../run-summary.ts'

/** Lines `name  value  note`, for people. */
export function listFigures(summary: RunSummary): string[] {
  const own = summary.trials.filter(({ role }) => role === 'strategy')
  const figures = figureTable.flatMap((figure) => describeFigure(figure, summary, own))
  const width = Math.max(...figures.map(({ name }) => name.length))
  return [
    ...figures.map(({ name, text }) => `${name.padEnd(width)}  ${text}`),
    '',
    ...describeLatency(summary.metrics.latency),
  ]
}

interface Figure {
  readonly name: string
  readonly value: (metrics: Metrics) => number | null
  readonly format: (value: number) => string
  /** Known to no more than the trial's resolution in time. */
  readonly isTime?: boolean
  readonly note?: (metrics: Metrics) => string
}

const ms = (value: number): string => `${formatNumber(value)} ms`
const perSecond = (value: number): string => `${formatNumber(value)}/s`

const figureTable: readonly Figure[] = [
  { name: 'update time', value: ({ updateMs }) => updateMs, format: ms, note: ({ parts }) => describeParts(parts) },
  { name: 'downtime', value: ({ downtimeMs }) => downtimeMs, format: ms, isTime: true, note: describeCauses },
  { name: 'service gap', value: ({ serviceGapMs }) => serviceGapMs, format: ms, isTime: true },
  {
    name: '… over its null update',
    value: ({ serviceGapOverControlMs }) => serviceGapOverControlMs,
    format: ms,
    isTime: true,
  },
  {
    name: 'efficiency',
    value: ({ efficiency }) => efficiency,
    format: formatRatio,
    note: () => 'of the null update, over the horizon',
  },
  { name: '… while updating', value: ({ updateWindowEfficiency }) => updateWindowEfficiency, format: formatRatio },
  { name: 'lost work', value: ({ lostWork }) => lostWork, format: (value) => `${formatNumber(value)} requests` },
  { name: 'depth', value: ({ depth }) => depth, format: formatRatio, note: () => 'of the worst window of 10 ms' },
  {
    name: 'recovery',
    value: ({ recoveryMs }) => recoveryMs,
    format: ms,
    note: ({ recoveryCensored }) => (recoveryCensored ? 'or more: not within the horizon' : ''),
  },
  {
    name: 'steady state ÷ direct',
    value: ({ steadyStateRatio }) => steadyStateRatio,
    format: formatRatio,
    note: ({ capacityBefore }) => perSecond(capacityBefore),
  },
  {
    name: 'updated ÷ fresh',
    value: ({ updatedSteadyStateRatio }) => updatedSteadyStateRatio,
    format: formatRatio,
    note: ({ capacityAfter }) => perSecond(capacityAfter),
  },
  {
    name: 'peak heap ÷ direct',
    value: ({ heapRatio }) => heapRatio,
    format: formatRatio,
    note: ({ heapPeakBytes }) => formatBytes(heapPeakBytes),
  },
  { name: 'versions resident', value: ({ versionsResident }) => versionsResident, format: formatNumber },
]

function describeFigure(
  { name, value, format, isTime, note }: Figure,
  { metrics, n }: RunSummary,
  own: readonly TrialRecord[],
): { name: string; text: string }[] {
  const median = value(metrics)
  if (median === null) return []
  const values = own.map((trial) => value(trial.metrics)).filter((each) => each !== null)
  const notes = [
    isTime === true ? `± ${ms(metrics.resolutionMs)}` : '',
    n > 1 ? `median, ${describeSpread(values, format)}` : '',
    note?.(metrics) ?? '',
  ]
  return [{ name, text: `${format(median).padEnd(12)} ${notes.filter((text) => text !== '').join('; ')}`.trimEnd() }]
}

/** Too few trials have a range, but no interval that deserves the name. */
function describeSpread(values: readonly number[], format: (value: number) => string): string {
  const { lower, upper, coverage, n } = estimateShift(values)
  if (Number.isFinite(lower))
    return `${(coverage * 100).toFixed(0)} % interval ${format(lower)} … ${format(upper)}, n = ${n}`
  return `range ${format(Math.min(...values))} … ${format(Math.max(...values))}, n = ${n}`
}

function describeParts(parts: Readonly<Record<PhasePart, number>>): string {
  return describeEach(parts)
}

function describeCauses({ downtimeByCause }: Metrics): string {
  return describeEach(downtimeByCause)
}

function describeEach(times: Readonly<Record<string, number>>): string {
  const some = Object.entries(times).filter(([, time]) => time > 0)
  return some.map(([name, time]) => `${name} ${ms(time)}`).join(' + ')
}

function describeLatency(latency: Metrics['latency']): string[] {
  const header = ['latency, ms', 'p50', 'p99', 'p99.9', 'max']
  const lines = Object.entries(latency).map(([period, { p50, p99, p999, max }]: [string, Latency]) => [
    period,
    ...[p50, p99, p999, max].map(formatNumber),
  ])
  return [header, ...lines].map(
    ([name = '', ...values]) => `${name.padEnd(12)}${values.map((value) => value.padStart(10)).join('')}`,
  )
}
