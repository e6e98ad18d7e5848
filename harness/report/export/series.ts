import { estimateRatio, estimateShift, type Estimate } from '../../stats/hodges-lehmann.ts'
import type { AssembledSet } from '../../store/assembled-set.ts'
import { readCells, type BlockTrial, type CellTrials } from '../cells.ts'
import { gatedMetrics, type GatedMetric } from '../gated-metrics.ts'

/** One figure of one cell, over the blocks of a set. */
export interface Series {
  readonly cell: Omit<CellTrials, 'blocks'>
  readonly metric: GatedMetric
  /** With its interval; ratios by their logarithms. */
  readonly figure: Estimate
  /** A time below it cannot be told from none; ms. */
  readonly resolutionMs: number
}

/** All figures of a set that have a value in some block. */
export function listSeries(set: AssembledSet): Series[] {
  return [...readCells(set).values()].flatMap((cell) => gatedMetrics.flatMap((metric) => createSeries(metric, cell)))
}

function createSeries(metric: GatedMetric, { blocks, ...cell }: CellTrials): Series[] {
  const trials = [...blocks.values()]
  const values = trials.flatMap((block) => readValue(metric, block))
  if (values.length === 0) return []
  const figure = metric.kind === 'ratio' ? estimateRatio(values) : estimateShift(values)
  return [{ cell, metric, figure, resolutionMs: Math.max(...trials.map(({ trial }) => trial.metrics.resolutionMs)) }]
}

function readValue(metric: GatedMetric, { trial, control }: BlockTrial): number[] {
  const value = trial.outcome === 'refused' ? null : metric.read(trial, control)
  return value === null ? [] : [value]
}

/** `router/podus/checksum`, as others' tools name a benchmark. */
export function nameSeries({ workload, strategy, update, forced }: Series['cell']): string {
  return `${workload}/${strategy}/${update}${forced ? '/forced' : ''}`
}

/**
 * The figure as a tool can take it that compares by ratios: a time that can be 0 is no less than its resolution, or a
 * change from 0 to almost nothing would be an infinite one for ever after.
 */
export function floorFigure({ metric, figure, resolutionMs }: Series): {
  estimate: number
  lower: number
  upper: number
} {
  const { estimate, lower, upper } = figure
  if (metric.kind === 'ratio') return { estimate, lower, upper }
  const floor = (value: number): number => Math.max(value, resolutionMs)
  return { estimate: floor(estimate), lower: floor(lower), upper: floor(upper) }
}
