import { kindOf, pointKinds, type ExplorationReport, type FailingPoint } from '../../explore/report.ts'
import type { Terminal } from '../terminal.ts'
import type { ExploredUpdate } from './explored-update.ts'
import { replayCommand } from './replay.ts'

const width = 72

/** What a person reads: counts, a picture of the points along the run, and the first that fails. */
export function describeExploration(explored: ExploredUpdate, { paint }: Terminal): string {
  const { seed, requests, pointsPerSecond, refused, error, report } = explored
  const title = paint('bold', describeSubject(explored))
  if (error !== undefined) return `${title}: could not be explored. ${error}\n\n`
  if (report === undefined) return `${title}: refused. ${refused ?? ''}\n\n`
  const kinds = Object.entries(report.byKind).map(([kind, count]) => `; ${kind} at ${count}`)
  const lines = [
    `${title}, seed ${seed}, ${requests} requests: ${report.points} points by ${report.runs} runs (${pointsPerSecond.toFixed(0)} points a second and thread)`,
    `  completed ${report.completed}, of which ${report.delayed} not at once (median ${report.delay.median}, most ${report.delay.most} boundaries later); refused ${report.refused}; stalled ${report.stalled}; failed ${report.failed}`,
    `  violated at ${report.violated} points${kinds.join('')}`,
    ...describeTrouble(report),
    `  ${draw(report)}`,
    '  along the run, worst of each stretch: · completed at once  - later  r refused  s stalled  f failed  ! violated',
    ...(report.first === undefined ? [] : describeFirst(report.first, explored)),
  ]
  return `${lines.join('\n')}\n\n`
}

/** `podus on router/tos`, and what breaks. */
export function describeSubject({ strategy, workload, update, schedule, variation }: ExploredUpdate): string {
  const subject = `${strategy} on ${workload}/${update}${schedule === 0 ? '' : `, schedule ${schedule}`}`
  if (variation.kind === 'command') return subject
  const breaks = variation.kind === 'crash' ? `${variation.site} crashes` : 'a letter is lost'
  return `${subject}, commanded at ${variation.point}, then ${breaks}`
}

function describeTrouble({ broken, unchecked }: ExplorationReport): string[] {
  return [
    ...(broken === 0 ? [] : [`  the program died or hung at ${broken} points`]),
    ...(unchecked === 0 ? [] : [`  not all replies could be compared with the model at ${unchecked} points`]),
  ]
}

/** One character for each stretch of the run: the worst that happened in it. */
function draw({ results }: ExplorationReport): string {
  const columns = Math.min(width, results.length)
  const worst = Array.from({ length: columns }, () => 0)
  for (const [index, point] of results.entries()) {
    const column = Math.floor((index * columns) / results.length)
    worst[column] = Math.max(worst[column] ?? 0, pointKinds.indexOf(kindOf(point)))
  }
  return worst.map((rank) => '·-rsf!'[rank]).join('')
}

function describeFirst({ point, stack, outcome, reason, examples }: FailingPoint, explored: ExploredUpdate): string[] {
  return [
    `  first at point ${point}: ${outcome}${reason === undefined ? '' : ` (${reason.split('\n', 1)[0]})`}`,
    `    stack, innermost first: ${stack.join(' < ') || 'empty'}`,
    ...examples.map(({ kind, explanation }) => `    ${kind}: ${explanation}`),
    `    replay: ${replayCommand(explored, point)}`,
  ]
}
