import type { Segment, UpdateMarks } from '../load/history.ts'
import type { Metrics, Outcome } from '../store/record.ts'

/** Moments, on the trial's clock, between which a trial's figures are taken. */
export interface Periods {
  /** Requests due before it are of the period before the update. */
  readonly loadMs: number
  /** Downtime, gap and rates are taken from here … */
  readonly commandMs: number
  /** … to here: H later, or where the measured load ended if that was earlier. */
  readonly endMs: number
  /** Requests due from `loadMs` up to this moment are of the period during the update, later ones of that after it. */
  readonly settledMs: number
}

/** How long after completion a request still belongs to the period during the update: its queue may not have drained. */
const settlingMs = 100

/**
 * A trial that ended before it came to its update is looked at from the start of its measured load on. An update that
 * neither completed nor was withdrawn lasts to the end; a control's lasts no time.
 */
export function getPeriods(
  segment: Segment,
  marks: UpdateMarks | undefined,
  { horizonMs, outcome }: { readonly horizonMs: number; readonly outcome: Outcome },
): Periods {
  const commandMs = marks?.commandMs ?? segment.startMs
  const endMs = Math.min(commandMs + horizonMs, segment.endMs)
  const finishedMs = getFinished(marks, outcome)
  return {
    loadMs: marks?.loadMs ?? commandMs,
    commandMs,
    endMs,
    settledMs: finishedMs === undefined ? endMs : Math.max(finishedMs, commandMs) + settlingMs,
  }
}

/** Of the three periods, that in which a request due at a moment belongs. */
export function getPeriod({ loadMs, settledMs }: Periods, atMs: number): keyof Metrics['latency'] {
  return atMs < loadMs ? 'before' : atMs < settledMs ? 'during' : 'after'
}

function getFinished(marks: UpdateMarks | undefined, outcome: Outcome): number | undefined {
  if (marks === undefined || outcome === 'none') return marks?.commandMs
  return outcome === 'completed' ? marks.completedMs : marks.withdrawnMs
}
