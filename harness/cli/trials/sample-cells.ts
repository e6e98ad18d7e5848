import type { PlanCell } from './plan-trials.ts'

/**
 * What a first look takes of all cells: of each workload the update that most strategies can do (the first of several),
 * and what their figures are read by with the first workload alone. Every strategy meets every workload.
 */
export function sampleCells(cells: readonly PlanCell[]): PlanCell[] {
  const workloads = Map.groupBy(cells, ({ workload }) => workload)
  return [...workloads.values()].flatMap((own, index) => {
    const chosen = chooseUpdate(own)
    const sampled = own.filter(({ update }) => update === chosen)
    return index === 0 ? sampled : sampled.map(withoutControls)
  })
}

function chooseUpdate(cells: readonly PlanCell[]): string | undefined {
  const most = Math.max(...cells.map(countRunning))
  return cells.find((cell) => countRunning(cell) === most)?.update
}

function countRunning({ contenders }: PlanCell): number {
  return contenders.filter(({ refused }) => !refused).length
}

function withoutControls(cell: PlanCell): PlanCell {
  return {
    ...cell,
    contenders: cell.contenders.map((contender) => ({ ...contender, controls: [], traced: false })),
  }
}
