import { estimateShift } from '../../stats/hodges-lehmann.ts'
import type { Jitter, Latency, Metrics, PhasePart, Role, TrialRecord } from '../../store/record.ts'
import { formatBytes, formatNumber, formatRatio } from '../format.ts'
import type { RunSummary } from '../run-summary.ts'
import { describeAllowance, formatShare, getAllowanceShare } from '../allowance.ts'
import { addDeadlines, formatDeadlines } from '../deadlines.ts'

/** Lines `name  value  note`, for people. */
export function listFigures(summary: RunSummary): string[] {
  const own = summary.trials.filter(({ role }) => role === 'strategy')
  const figures = figureTable
    .flatMap((figure) => describeFigure(figure, summary, own))
    .flatMap((figure) => (figure.name === 'downtime' ? [figure, ...describeCost(summary)] : [figure]))
  const width = Math.max(...figures.map(({ name }) => name.length))
  return [
    ...figures.map(({ name, text }) => `${name.padEnd(width)}  ${text}`),
    '',
    ...describeLatency(summary.metrics.latency),
    ...describeJitter(summary),
    ...describeDeadlines(summary),
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
const percent = (share: number): string => `${formatNumber(share * 100)} %`
const perSecond = (value: number): string => `${formatNumber(value)}/s`

const figureTable: readonly Figure[] = [
  { name: 'update time', value: ({ updateMs }) => updateMs, format: ms, note: ({ parts }) => describeParts(parts) },
  { name: 'downtime', value: ({ downtimeMs }) => downtimeMs, format: ms, isTime: true, note: describeCauses },
  {
    name: '… if late after 100 ms',
    value: ({ downtimeByTau }) => downtimeByTau['100'],
    format: ms,
    note: ({ downtimeByTau }) => `after 1 s: ${ms(downtimeByTau['1000'])}`,
  },
  {
    name: 'unavailability',
    value: ({ unavailability }) => unavailability,
    format: percent,
    note: ({ worstWindow }) =>
      `worst 10 ms: ${percent(worstWindow['10'])}, 100 ms: ${percent(worstWindow['100'])}, 1 s: ${percent(worstWindow['1000'])}`,
  },
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
    name: 'units in service',
    value: ({ unitsInService }) => unitsInService?.share ?? null,
    format: formatRatio,
    note: ({ unitsInService }) => describeUnits(unitsInService),
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
  {
    name: 'settled heap ÷ direct',
    value: ({ settledHeapRatio }) => settledHeapRatio,
    format: formatRatio,
    note: ({ heapSettledBytes }) => `${formatBytes(heapSettledBytes)} after the load and a full collection`,
  },
  {
    name: 'resident set ÷ direct',
    value: ({ residentRatio }) => residentRatio,
    format: formatRatio,
    note: ({ residentBytes }) => `${formatBytes(residentBytes)} then, of the whole process`,
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

/** What the downtime costs of what the workload's operators allow. */
function describeCost({ allowance, metrics }: RunSummary): { name: string; text: string }[] {
  if (allowance === undefined) return []
  const share = formatShare(getAllowanceShare(metrics.downtimeMs, allowance))
  return [{ name: "… of a year's allowance", text: `${share.padEnd(12)} ${describeAllowance(allowance)}` }]
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

function describeUnits(units: Metrics['unitsInService']): string {
  if (units === undefined || units === null) return ''
  const times = Object.entries(units.timesMs).filter(([, timeMs]) => timeMs > 0)
  const parts = times.map(([count, timeMs]) => `${count} for ${ms(timeMs)}`)
  return `of ${units.all}, from the load to the last step: ${parts.join(', ')}`
}

function describeEach(times: Readonly<Record<string, number>>): string {
  const some = Object.entries(times).filter(([, time]) => time > 0)
  return some.map(([name, time]) => `${name} ${ms(time)}`).join(' + ')
}

function describeLatency(latency: Metrics['latency']): string[] {
  const lines = Object.entries(latency).map(([period, { p50, p99, p999, max }]: [string, Latency]) => [
    period,
    ...[p50, p99, p999, max].map((value) => (value === null ? '–' : formatNumber(value))),
  ])
  return alignRight([['latency, ms', 'p50', 'p99', 'p99.9', 'max'], ...lines], 10)
}

/** Where requests do not come evenly, neither can replies. */
function describeJitter({ metrics, load }: RunSummary): string[] {
  if (metrics.jitter === null || load.arrivals !== 'constant') return []
  const lines = Object.entries(metrics.jitter).map(([period, { p50, p99, max }]: [string, Jitter]) => [
    period,
    ...[p50, p99, max].map(formatNumber),
  ])
  return ['', ...alignRight([['jitter, ms', 'p50', 'p99', 'max'], ...lines], 10)]
}

/** A machine that is not idle makes its controls late too, so these stand beside. */
function describeDeadlines({ deadlineMs, strategy, trials }: RunSummary): string[] {
  const rows = rolesByName(strategy).flatMap(
    ([name, role]) =>
      addDeadlines(
        name,
        trials.filter((trial) => trial.role === role),
      ) ?? [],
  )
  if (deadlineMs === undefined || rows.length === 0) return []
  const lines = rows.map(({ name, before, during, after }) => [name, ...[before, during, after].map(formatDeadlines)])
  const title = `missed ${formatNumber(deadlineMs)} ms`
  return ['', ...alignRight([[title, 'before', 'during', 'after'], ...lines], 14)]
}

function rolesByName(strategy: string): readonly (readonly [string, Role])[] {
  return [
    [strategy, 'strategy'],
    ['null update', 'null'],
    ['fresh start', 'fresh'],
    ['direct', 'direct'],
  ]
}

function alignRight(rows: readonly (readonly string[])[], width: number): string[] {
  return rows.map(
    ([name = '', ...values]) => `${name.padEnd(12)}${values.map((value) => value.padStart(width)).join('')}`,
  )
}
