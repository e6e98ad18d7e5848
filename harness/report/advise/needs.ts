import { formatNumber, formatRatio } from '../format.ts'
import type { Cell } from '../table/cell.ts'

export type NeedKey =
  | 'max-downtime'
  | 'max-gap'
  | 'max-update'
  | 'min-efficiency'
  | 'min-steady-state'
  | 'max-heap'
  | 'max-commands'
  | 'max-decisions'
  | 'max-support-lines'

/** Something that can be limited, and how a cell stands to a limit. */
interface Need {
  readonly key: NeedKey
  readonly kind: 'time' | 'ratio' | 'count'
  readonly summary: string
  readonly judge: (cell: Cell, limit: number) => Judged
}

export type Answer = 'yes' | 'perhaps' | 'no'

export interface Judged {
  readonly answer: Answer
  /** What stands in the way of a yes. */
  readonly reason?: string
}

export const needs: readonly Need[] = [
  measured('max-downtime', 'time', 'downtime', 'downtime over that of the null update'),
  measured('max-gap', 'time', 'service-gap', 'longest time without a good reply, over that of the null update'),
  measured('max-update', 'time', 'update', 'time from the command until only new code runs'),
  measured('min-efficiency', 'ratio', 'efficiency', 'good replies over the horizon ÷ those of the null update'),
  measured('min-steady-state', 'ratio', 'steady-state', 'speed of the updatable program ÷ direct'),
  measured('max-heap', 'ratio', 'heap', 'peak heap ÷ direct'),
  counted('max-commands', 'commands that an operator gives', ({ effort }) => effort?.commands),
  counted('max-decisions', 'decisions of a human', ({ effort }) => effort?.decisions),
  counted('max-support-lines', 'lines of support code', ({ effort }) => effort?.supportLines),
]

/** A limit is kept for sure if the whole 95 % interval keeps it, and missed for sure if none of it does. */
function measured(key: NeedKey, kind: 'time' | 'ratio', metric: string, summary: string): Need {
  const isLeast = key.startsWith('min')
  const format = (value: number): string => (kind === 'time' ? `${formatNumber(value)} ms` : formatRatio(value))
  return {
    key,
    kind,
    summary,
    judge({ judgements }, limit) {
      const judgement = judgements[metric]
      if (judgement === undefined) return { answer: 'perhaps', reason: `${summary}: not measured` }
      const { estimate, lower, upper, n } = judgement
      const keeps = (value: number): boolean => (isLeast ? value >= limit : value <= limit)
      if (keeps(isLeast ? lower : upper)) return { answer: 'yes' }
      const isKnown = Number.isFinite(upper) && (kind === 'time' ? Number.isFinite(lower) : lower > 0)
      const interval = isKnown ? `${format(lower)} … ${format(upper)}` : 'too few blocks for an interval'
      const reason = `${summary}: ${format(estimate)} (${interval}, n = ${n}), wanted ${isLeast ? 'at least' : 'at most'} ${format(limit)}`
      return { answer: keeps(isLeast ? upper : lower) ? 'perhaps' : 'no', reason }
    },
  }
}

function counted(key: NeedKey, summary: string, read: (cell: Cell) => number | undefined): Need {
  return {
    key,
    kind: 'count',
    summary,
    judge(cell, limit) {
      const count = read(cell)
      if (count === undefined) return { answer: 'perhaps', reason: `${summary}: not known` }
      return count <= limit
        ? { answer: 'yes' }
        : { answer: 'no', reason: `${summary}: ${count}, wanted at most ${limit}` }
    },
  }
}
