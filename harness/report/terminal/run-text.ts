import type { LoadDescription, Outcome, Verdict } from '../../store/record.ts'
import { explainVerdict } from '../explain-verdict.ts'
import { formatCount, formatNumber } from '../format.ts'
import type { Paint, Style } from '../paint.ts'
import type { RunSummary } from '../run-summary.ts'
import { listFigures } from './figures.ts'
import { drawTrial } from './picture.ts'

/** The whole answer of `bench run` for one update. */
export function describeRun(
  summary: RunSummary,
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const measured = summary.outcome === 'refused' ? [] : [drawPicture(summary, columns), listFigures(summary)]
  const sections = [
    describeOutcome(summary, paint),
    ...measured,
    listViolations(summary, paint),
    listEffort(summary),
    listWarnings(summary, paint),
  ]
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${[paint('bold', describeHeading(summary)), ...text].join('\n\n')}\n`
}

function describeHeading(summary: RunSummary): string {
  const { strategy, workload, update, from, to, changes, load, n, forced, outcome } = summary
  const how = forced ? ', forced' : ''
  const what = `${strategy} updates ${workload}: ${update} (${from} → ${to}; ${changes.join(', ')})${how}`
  return outcome === 'refused' ? what : `${what}\n${describeLoad(load)}, ${formatCount(n, 'trial')}`
}

export function describeLoad({ mode, rate, share, arrivals }: LoadDescription): string {
  if (mode === 'saturated') return 'saturated load'
  const ofDirect = share === undefined ? '' : ` (${share} of direct)`
  return `open load of ${formatNumber(rate)} requests/s${ofDirect}, ${arrivals} arrivals`
}

export const outcomeStyles: Readonly<Record<Outcome, Style>> = {
  completed: 'green',
  refused: 'yellow',
  stalled: 'yellow',
  failed: 'red',
  none: 'dim',
}
export const verdictStyles: Readonly<Record<Verdict, Style>> = { valid: 'green', invalid: 'red', unknown: 'yellow' }

function describeOutcome(summary: RunSummary, paint: Paint): string[] {
  const { outcome, reason, verdict } = summary
  return [
    `outcome  ${paint(outcomeStyles[outcome], outcome)}${reason === undefined ? '' : `: ${reason}`}`,
    `verdict  ${paint(verdictStyles[verdict], verdict)}: ${explainVerdict(summary)}`,
  ]
}

function drawPicture(summary: RunSummary, columns: number): string[] {
  const drawing = drawTrial(summary, columns)
  if (summary.n === 1 || drawing.length === 0) return drawing
  return [`Trial of block ${summary.block + 1}, the one with the median service gap:`, ...drawing]
}

export function listViolations({ violations }: Pick<RunSummary, 'violations'>, paint: Paint): string[] {
  if (violations.total === 0) return []
  const counts = Object.entries({ ...violations.observable, ...violations.internal }).filter(([, count]) => count > 0)
  return [
    paint('bold', 'violations'),
    ...counts.flatMap(([kind, count]) => {
      const example = violations.examples.find((each) => each.kind === kind)
      return [
        `  ${kind}: ${formatNumber(count)}`,
        ...(example === undefined ? [] : [`    first: ${describePlace(example)}${example.explanation}`]),
      ]
    }),
  ]
}

function describePlace({ request, atMs }: { readonly request?: number; readonly atMs?: number }): string {
  const places = [
    request === undefined ? '' : `request ${request}`,
    atMs === undefined ? '' : `at ${formatNumber(atMs)} ms`,
  ]
  const text = places.filter((place) => place !== '').join(' ')
  return text === '' ? '' : `${text}: `
}

function listEffort({ effort: { commands, supportLines, decisions }, outcome }: RunSummary): string[] {
  if (outcome === 'refused') return []
  return [
    `effort   ${formatCount(commands, 'operator command')}, ${formatCount(supportLines, 'line')} of support code, ${formatCount(decisions, 'decision')}`,
  ]
}

export function listWarnings({ warnings }: Pick<RunSummary, 'warnings'>, paint: Paint): string[] {
  return warnings.map(({ message, remedy }) => `${paint('yellow', 'warning')}  ${message} ${remedy}`)
}
