import { countTrials, type AssembledSet } from '../../store/assembled-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { nameCell, nameStrategy, readCells } from '../cells.ts'
import type { Comparison } from '../table/comparison.ts'
import { drawDowntime } from './downtime.ts'
import type { Figure } from './figure.ts'
import { drawSweeps } from './sweep.ts'
import { drawTails } from './tails.ts'
import { drawTimeline, type DrawnCell } from './timeline.ts'

/** All pictures of a set, in the order of its table. */
export function drawFigures(set: AssembledSet<TrialRecord>, { cells }: Comparison): Figure[] {
  const { horizonMs } = set.plan.settings.windows
  const trials = new Map([...readCells(set).values()].map((own) => [nameCell(own), own]))
  const drawn = cells.flatMap((cell): DrawnCell[] => {
    const own = trials.get(nameCell(cell))
    return own === undefined ? [] : [{ cell, trials: own, name: nameStrategy(cell) }]
  })
  const sweeps = drawSweeps(countTrials(set).trials)
  const workloads = Map.groupBy(drawn, ({ cell }) => cell.workload)
  return [...workloads].flatMap(([workload, own]) => {
    const updates = Map.groupBy(own, ({ cell }) => cell.update)
    return [
      drawDowntime(workload, own),
      drawTails(workload, own),
      ...[...updates.values()].map((each) => drawTimeline(each, horizonMs)),
      ...sweeps.filter((sweep) => sweep.workload === workload),
    ].flatMap((figure) => figure ?? [])
  })
}
