import { formatCount, formatNumber, formatRatio } from '../../report/format.ts'
import type { HistoryChange, SeriesHistory } from '../../report/history/history.ts'
import type { Paint } from '../../report/paint.ts'
import { alignColumns } from '../text-table.ts'

const bars = '▁▂▃▄▅▆▇█'
/** The latest values that fit a line. */
const shown = 40

/** Each series as a line, and what changed in it below. */
export function describeSeries(series: readonly SeriesHistory[], sets: number, paint: Paint): string {
  const rows = alignColumns(
    series.map(({ cell, metric, values }) => [
      cell,
      metric,
      String(values.length),
      formatRatio(values.at(-1) ?? 0),
      draw(values),
    ]),
  )
  const lines = series.flatMap(({ changes }, index) => [
    rows[index] ?? '',
    ...changes.map((change) => describeChange(change, paint)),
  ])
  const changed = series.reduce((sum, { changes }) => sum + changes.length, 0)
  return `${[...lines, '', `${formatCount(sets, 'result set')}, ${formatCount(changed, 'change')} of level (α = 1 % for each series)`].join('\n')}\n`
}

function describeChange({ commit, at, before, after, isBetter }: HistoryChange, paint: Paint): string {
  const percent = (after / before - 1) * 100
  const word = isBetter ? paint('green', 'better') : paint('red', 'worse')
  return `    ${word} by ${formatNumber(Number(Math.abs(percent).toFixed(1)))} % since ${commit.slice(0, 12)} (${at.slice(0, 10)}): ${formatRatio(before)} → ${formatRatio(after)}`
}

function draw(all: readonly number[]): string {
  const values = all.slice(-shown)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const step = (value: number): number => (most === least ? 3 : Math.round(((value - least) / (most - least)) * 7))
  return values.map((value) => bars[step(value)]).join('')
}
