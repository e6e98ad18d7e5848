import type { AssembledSet } from '../../store/assembled-set.ts'
import { readCells, type BlockTrial, type CellTrials } from '../cells.ts'
import { gatedMetrics } from '../gated-metrics.ts'

/**
 * Go's benchmark format (golang.org/design/14313-benchmark-format, and golang/go#43744 for units): one line for each
 * trial, which `benchstat` compares by itself. Configuration lines hold for all lines after them.
 */
export function toBenchstat(set: AssembledSet): string {
  const lines = [...readCells(set).values()].flatMap(describeCell)
  const units = gatedMetrics.map(({ key, unit, better }) => `Unit ${nameUnit(key, unit)} better=${better}`)
  return `${[...describeMachine(set), ...units, '', ...lines].join('\n')}\n`
}

function describeMachine({ plan, trials }: AssembledSet): string[] {
  const environment = trials[0]?.environment
  if (environment === undefined) return []
  return [`cpu: ${environment.cpu}`, `node: ${environment.node}`, `commit: ${environment.commit}`, `plan: ${plan.hash}`]
}

function describeCell({ blocks, ...cell }: CellTrials): string[] {
  const name = [
    `BenchmarkUpdate/workload=${cell.workload}`,
    `strategy=${cell.strategy}`,
    `update=${cell.update}`,
    ...(cell.forced ? ['forced=true'] : []),
  ].join('/')
  return [...blocks.values()].flatMap((block) => {
    const values = listValues(block)
    return values.length === 0 ? [] : [`${name} 1 ${values.join(' ')}`]
  })
}

function listValues({ trial, control }: BlockTrial): string[] {
  return gatedMetrics.flatMap(({ key, unit, read }) => {
    const value = trial.outcome === 'refused' ? null : read(trial, control)
    return value === null ? [] : [`${value} ${nameUnit(key, unit)}`]
  })
}

/** `downtime-ms`: a unit has no spaces. */
function nameUnit(key: string, unit: string): string {
  return unit === '' ? key : `${key}-${unit}`
}
