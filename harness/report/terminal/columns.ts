import type { Rates } from '../../store/record.ts'

/** A stretch of time in ms, as seen from the update command. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** Time laid out on the columns of a screen. */
export interface Columns {
  /** Good replies per ms in each column. */
  readonly values: readonly number[]
  readonly fromMs: number
  readonly columnMs: number
}

/** The whole of what was counted, as seen from the command. */
export function getStretch({ startMs, commandMs, windowMs, good }: Rates): Stretch {
  const fromMs = startMs - (commandMs ?? startMs)
  return { fromMs, toMs: fromMs + good.length * windowMs }
}

/** Several windows a column where there are more of them than columns, several columns a window where there are fewer. */
export function layOut(rates: Rates, { fromMs, toMs }: Stretch, width: number): Columns {
  const all = getStretch(rates)
  const { windowMs, good } = rates
  const first = Math.max(0, Math.floor((fromMs - all.fromMs) / windowMs))
  const end = Math.min(good.length, Math.ceil((toMs - all.fromMs) / windowMs))
  const count = Math.max(0, end - first)
  const perColumn = Math.max(1, Math.ceil(count / width))
  const repeat = perColumn > 1 || count === 0 ? 1 : Math.max(1, Math.floor(width / count))
  const values: number[] = []
  // A last column with fewer windows than the others would look like a dip.
  for (let start = first; start + perColumn <= end; start += perColumn) {
    const replies = good.slice(start, start + perColumn).reduce((sum, n) => sum + n, 0)
    for (let i = 0; i < repeat; i++) values.push(replies / (perColumn * windowMs))
  }
  return { values, fromMs: all.fromMs + first * windowMs, columnMs: (perColumn * windowMs) / repeat }
}

/** Column of a moment; those outside are moved to the edge. */
export function getColumn({ values, fromMs, columnMs }: Columns, ms: number): number {
  return Math.min(values.length - 1, Math.max(0, Math.floor((ms - fromMs) / columnMs)))
}
