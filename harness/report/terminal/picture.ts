import type { TrialRecord } from '../../store/record.ts'
import { formatNumber } from '../format.ts'
import { drawBars } from './bars.ts'
import { getColumn, getStretch, layOut, type Columns, type Stretch } from './columns.ts'
import { drawAxis, placeLabels, type Label } from './labels.ts'
import { drawPhase, listPhaseRows, type PhaseRow } from './phase-rows.ts'

const rows = 8
const widest = 100
const narrowest = 60
/** An update that covers fewer columns is drawn once more, larger. */
const fewColumns = 8

type Drawn = Pick<TrialRecord, 'rates' | 'phases' | 'metrics' | 'outcome'>

/** Good replies over time around the update, with its phases below: lines of 60 to 100 columns. */
export function drawTrial(trial: Drawn, columns: number): string[] {
  const { rates, phases, metrics } = trial
  if (rates.good.length === 0) return []
  const phaseRows = listPhaseRows(phases, rates.commandMs ?? rates.startMs)
  const update = getUpdate(metrics, phaseRows)
  const margin = Math.max(9, ...phaseRows.map(({ phase }) => Math.min(phase.length, 18)))
  const width = Math.max(narrowest, Math.min(columns, widest)) - margin - 3
  const whole = layOut(rates, getStretch(rates), width)
  const drawing = draw(trial, whole, phaseRows, margin)
  const lengthMs = update.toMs - update.fromMs
  if (lengthMs === 0 || lengthMs >= fewColumns * whole.columnMs) return drawing
  const around = Math.max(lengthMs / 2, 4 * rates.windowMs)
  const close = layOut(rates, { fromMs: update.fromMs - around, toMs: update.toMs + 2 * around }, width)
  return [...drawing, '', ...draw(trial, close, phaseRows, margin)]
}

function getUpdate({ loadMs, updateMs }: Drawn['metrics'], phases: readonly PhaseRow[]): Stretch {
  return {
    fromMs: Math.min(-(loadMs ?? 0), ...phases.map(({ startMs }) => startMs)),
    toMs: Math.max(updateMs ?? 0, ...phases.map(({ endMs }) => endMs)),
  }
}

function draw({ metrics, outcome }: Drawn, columns: Columns, phases: readonly PhaseRow[], margin: number): string[] {
  const top = Math.max(...columns.values, 0)
  const labels = listLabels(metrics, outcome, columns)
  const width = columns.values.length
  const axis = drawAxis(
    labels.map(({ column }) => column),
    width,
  )
  const indent = ' '.repeat(margin + 3)
  return [
    `${indent}good replies per ms; a column is ${formatNumber(columns.columnMs)} ms`,
    ...drawBars(columns.values, top, rows).map((line, row) => `${getScale(row, top).padStart(margin)} ┤ ${line}`),
    `${'0'.padStart(margin)} ┼─${axis}`,
    ...placeLabels(labels, width).map((line) => `${indent}${line}`),
    ...phases.map((row) => `${row.phase.slice(0, margin).padEnd(margin)} │ ${drawPhase(row, columns)}`),
  ]
}

function getScale(row: number, top: number): string {
  return row === 0 ? formatNumber(top) : row === Math.floor(rows / 2) ? formatNumber((top * (rows - row)) / rows) : ''
}

/** What happened when; moments that are not in the picture are left out. */
function listLabels({ loadMs, updateMs }: Drawn['metrics'], outcome: Drawn['outcome'], columns: Columns): Label[] {
  const moments = [
    ...(loadMs === null || loadMs === 0 ? [] : [{ ms: -loadMs, text: 'load' }]),
    { ms: 0, text: outcome === 'none' ? 't_u (no update)' : 't_u' },
    ...(updateMs === null ? [] : [{ ms: updateMs, text: `completed +${formatNumber(updateMs)} ms` }]),
  ]
  const endMs = columns.fromMs + columns.values.length * columns.columnMs
  return moments
    .filter(({ ms }) => ms >= columns.fromMs && ms <= endMs)
    .map(({ ms, text }) => ({ column: getColumn(columns, ms), text }))
    .toSorted((a, b) => a.column - b.column)
}
