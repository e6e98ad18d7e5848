import { formatCount, formatRatio } from '../../report/format.ts'
import type { Paint } from '../../report/paint.ts'
import {
  describeLoad,
  listViolations,
  listWarnings,
  outcomeStyles,
  verdictStyles,
} from '../../report/terminal/run-text.ts'
import type { SoakResult } from '../../soak/growth.ts'
import { listGrowth } from './growth-text.ts'
import { drawHeap } from './soak-picture.ts'
import { listRounds } from './soak-table.ts'

/** The whole answer of `bench soak`. */
export function describeSoak(
  soak: SoakResult,
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const sections = [
    describeHeading(soak, paint),
    describeOutcome(soak, paint),
    drawHeap(soak, columns),
    listRounds(soak),
    [...listGrowth(soak), ...describeSpeed(soak)],
    listViolations(soak, paint),
    listWarnings(soak, paint),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function describeHeading({ strategy, workload, along, updates, back, load }: SoakResult, paint: Paint): string[] {
  const releases = [along[0]?.from ?? '', ...along.map(({ to }) => to)].join(' ⇄ ')
  const names = along.map(({ name }) => name).join(', ')
  const how = back === 'command' ? 'back by its own command' : 'back by updates to the release before'
  return [
    paint('bold', `${strategy} updates ${workload} ${formatCount(updates, 'time')}: ${names} (${releases})`),
    `${describeLoad(load)}; ${how}`,
  ]
}

function describeOutcome(
  { outcome, reason, verdict, rounds, updates, violations }: SoakResult,
  paint: Paint,
): string[] {
  const made = rounds.filter((round) => round.outcome === 'completed').length
  const because = reason === undefined ? '' : `: ${reason}`
  return [
    `outcome  ${paint(outcomeStyles[outcome], outcome)}, ${made} of ${updates} updates${because}`,
    `verdict  ${paint(verdictStyles[verdict], verdict)}: ${explain[verdict](violations.total)}`,
  ]
}

const explain: Readonly<Record<SoakResult['verdict'], (violations: number) => string>> = {
  valid: () => 'Every request was answered once, rightly and in order, by a release that could be in force.',
  invalid: (violations) => `${formatCount(violations, 'violation')}, listed below.`,
  unknown: () => 'No violation was seen, but not everything could be checked.',
}

function describeSpeed({ speed }: SoakResult): string[] {
  if (speed === null) return []
  return [
    `speed             ${formatRatio(speed.overControl)} of the control's in the same rounds; ${formatRatio(speed.overFirst)} of that before the first update`,
  ]
}
