import { getDetectableEffect, getDetectableShift } from '../../stats/detectable-effect.ts'
import { testEquivalence } from '../../stats/equivalence.ts'
import { estimateShift } from '../../stats/hodges-lehmann.ts'
import { adjustHolm } from '../../stats/holm.ts'
import { median } from '../../stats/median.ts'
import type { CellTrials } from '../cells.ts'
import { ratioMargin, type JudgedMetric } from './judged-metrics.ts'
import { getMark } from './marks.ts'
import { alpha, testDiffers } from './test-differs.ts'
import { findTies } from './ties.ts'

/** What one figure of one strategy comes to, over the blocks in which it completed without violation. */
export interface Judgement {
  readonly n: number
  /** A ratio to the control of the same block, or the difference from it; the figure itself where it has no control. */
  readonly estimate: number
  readonly lower: number
  readonly upper: number
  /** Of the test that nothing differs from the control, Holm-adjusted over the strategies of the update. */
  readonly p?: number
  readonly verdict?: 'better' | 'worse' | 'equivalent' | 'undecided'
  /** The smallest change that so many blocks would have shown: a share, or an amount. */
  readonly detectable: number
  /** Strategies of the update that share one are not told apart; absent where n is too small to tell any apart. */
  readonly letters?: string
}

/** One figure of all strategies on one update; undefined for those that have no value. */
export function judgeStrategies(metric: JudgedMetric, cells: readonly CellTrials[]): (Judgement | undefined)[] {
  const series = cells.map((cell) => readSeries(metric, cell))
  const measured = series.flatMap((each, index) => (each.values.size === 0 ? [] : [index]))
  const own = measured.map((index) => series[index]!)
  const verdicts = metric.control === undefined ? undefined : decide(metric, own)
  const estimates = own.map(({ values }) => estimateShift([...values.values()]))
  const letters = findTies(
    metric,
    own.map(({ values }) => values),
    estimates.map(({ estimate }) => estimate),
  )
  const unfold = metric.kind === 'ratio' ? Math.exp : (value: number): number => value
  const judged = own.map(({ values }, place): Judgement => {
    const { estimate, lower, upper, n } = estimates[place]!
    const detectable = (metric.kind === 'ratio' ? getDetectableEffect : getDetectableShift)([...values.values()])
    const figures = { n, estimate: unfold(estimate), lower: unfold(lower), upper: unfold(upper), detectable }
    return {
      ...figures,
      ...verdicts?.[place],
      ...(letters === undefined ? {} : { letters: letters[place]! }),
    }
  })
  return cells.map((_, index) => judged[measured.indexOf(index)])
}

interface Series {
  /** By block; ratios by their logarithms. */
  readonly values: ReadonlyMap<number, number>
  readonly margin: number
}

/** What broke something, or came to no end, is not judged by how fast it was. */
function readSeries(metric: JudgedMetric, { blocks }: CellTrials): Series {
  const good = [...blocks].filter(([, { trial }]) => getMark(trial) === 'completed')
  const values = good.flatMap(([block, { trial, control }]) => {
    const value = metric.read(trial, control)
    return value === null ? [] : [[block, metric.kind === 'ratio' ? Math.log(value) : value] as const]
  })
  const margins = metric.margin === undefined ? [] : good.map(([, { trial }]) => metric.margin!(trial))
  return { values: new Map(values), margin: margins.length === 0 ? Math.log1p(ratioMargin) : median(margins) }
}

/** Each strategy against its control. Equivalence goes first: what is surely within the margin is no news. */
function decide(metric: JudgedMetric, series: readonly Series[]): Required<Pick<Judgement, 'p' | 'verdict'>>[] {
  const differing = adjustHolm(series.map(({ values }) => testDiffers(metric, [...values.values()])))
  const equal = adjustHolm(series.map(({ values, margin }) => testEquivalence([...values.values()], margin)))
  return series.map(({ values }, index) => {
    const p = differing[index]!
    if (equal[index]! <= alpha) return { p, verdict: 'equivalent' }
    if (p > alpha) return { p, verdict: 'undecided' }
    const isUp = estimateShift([...values.values()]).estimate > 0
    return { p, verdict: isUp === (metric.better === 'higher') ? 'better' : 'worse' }
  })
}
