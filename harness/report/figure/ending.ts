import type { Cell } from '../table/cell.ts'

/** How a cell is drawn: an invalid run's figures never look as if valid. */
export const endings = ['completed without violation', 'with violations', 'stalled, failed or undecided'] as const
export type Ending = (typeof endings)[number]

const endingColours = ['#0072b2', '#d55e00', '#999999'] as const

/** By the worst of its trials, as the table's marks are. */
export function getEnding({ marks }: Pick<Cell, 'marks'>): Ending {
  if (marks.violated !== undefined || marks.failed !== undefined)
    return marks.violated === undefined ? endings[2] : endings[1]
  return marks.stalled !== undefined || marks.unknown !== undefined ? endings[2] : endings[0]
}

/** The scale of all figures that tell endings apart. */
export const endingScale = { domain: [...endings], range: [...endingColours] }
