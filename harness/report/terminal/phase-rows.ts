import type { PhaseSpan } from '../../store/record.ts'
import { formatNumber } from '../format.ts'
import { getColumn, type Columns } from './columns.ts'

/** A phase with all the times that it ran, from its first start to its last end, as seen from the command. */
export interface PhaseRow {
  readonly phase: string
  readonly startMs: number
  readonly endMs: number
  readonly totalMs: number
  readonly times: number
}

const mostRows = 10

/** Phases in the order in which they began; of many, those that took longest. */
export function listPhaseRows(spans: readonly PhaseSpan[], commandMs: number): PhaseRow[] {
  const rows = [...Map.groupBy(spans, ({ phase }) => phase)].map(([phase, runs]) => ({
    phase,
    startMs: Math.min(...runs.map(({ startMs }) => startMs)) - commandMs,
    endMs: Math.max(...runs.map(({ endMs }) => endMs)) - commandMs,
    totalMs: runs.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    times: runs.length,
  }))
  const longest = new Set(rows.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, mostRows))
  return rows.filter((row) => longest.has(row)).toSorted((a, b) => a.startMs - b.startMs)
}

/** `    ├───┤ 12.3 ms`: where on the time axis the phase was, and how long it took. */
export function drawPhase({ startMs, endMs, totalMs, times }: PhaseRow, columns: Columns): string {
  const start = getColumn(columns, startMs)
  const end = getColumn(columns, endMs)
  const bar = end === start ? '│' : `├${'─'.repeat(end - start - 1)}┤`
  const text = `${formatNumber(totalMs)} ms${times === 1 ? '' : ` in ${times} parts`}`
  const fits = end + 2 + text.length <= columns.values.length || start < text.length + 1
  return fits ? `${' '.repeat(start)}${bar} ${text}` : `${' '.repeat(start - text.length - 1)}${text} ${bar}`
}
