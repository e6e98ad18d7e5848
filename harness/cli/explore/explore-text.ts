import type { ExplorationReport, FailingPoint } from '../../explore/report.ts'
import type { Terminal } from '../terminal.ts'
import type { ExploredUpdate } from './explore-command.ts'

const width = 72

/** What a person reads: counts, a picture of the points along the run, and the first that fails. */
export function describeExploration(explored: ExploredUpdate, { paint }: Terminal): string {
  const { strategy, workload, update, seed, requests, pointsPerSecond, refused, report } = explored
  const title = paint('bold', `${strategy} on ${workload}/${update}`)
  if (report === undefined) return `${title}: refused. ${refused ?? ''}\n\n`
  const lines = [
    `${title}, seed ${seed}, ${requests} requests: ${report.points} points (${pointsPerSecond.toFixed(0)} a second)`,
    `  completed ${report.completed}, of which ${report.delayed} not at once (median ${report.delay.median}, most ${report.delay.most} boundaries later); stalled ${report.stalled}; failed ${report.failed}`,
    `  violated at ${report.violated} points${Object.entries(report.byKind)
      .map(([kind, count]) => `; ${kind} at ${count}`)
      .join('')}`,
    `  ${draw(report)}`,
    '  along the run, worst of each stretch: · completed at once  - later  s stalled  f failed  ! violated',
    ...(report.first === undefined ? [] : describeFirst(report.first, explored)),
  ]
  return `${lines.join('\n')}\n\n`
}

/** One character for each stretch of the run: the worst that happened in it. */
function draw({ results }: ExplorationReport): string {
  const ranks = '·-sf!'
  const columns = Math.min(width, results.length)
  const worst = Array.from({ length: columns }, () => 0)
  for (const [index, { outcome, delay, violations }] of results.entries()) {
    const rank = violations > 0 ? 4 : outcome === 'failed' ? 3 : outcome === 'stalled' ? 2 : delay > 0 ? 1 : 0
    const column = Math.floor((index * columns) / results.length)
    worst[column] = Math.max(worst[column] ?? 0, rank)
  }
  return worst.map((rank) => ranks[rank]).join('')
}

function describeFirst(
  { point, stack, outcome, reason, examples }: FailingPoint,
  { strategy, workload, update, seed, requests, parameters, forced, command }: ExploredUpdate,
): string[] {
  const params = Object.entries(parameters)
    .map(([name, value]) => `--param ${name}=${value}`)
    .join(' ')
  return [
    `  first at point ${point}: ${outcome}${reason === undefined ? '' : ` (${reason})`}`,
    `    stack, innermost first: ${stack.join(' < ')}`,
    ...examples.map(({ kind, explanation }) => `    ${kind}: ${explanation}`),
    `    replay: bench explore --strategy ${strategy} --workload ${workload} --update ${update} --seed ${seed} --requests ${requests} ${params}${command === undefined ? '' : ` --command ${quote(command)}`}${forced ? ' --force' : ''} --at ${point}`,
  ]
}

/** For a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
