import { getWindowsFrom, sum } from '../../measure/rate-windows.ts'
import type { TrialRecord } from '../../store/record.ts'
import { median } from '../../stats/median.ts'
import type { CellTrials } from '../cells.ts'
import type { Cell } from '../table/cell.ts'
import { endingScale, getEnding } from './ending.ts'
import type { Figure } from './figure.ts'

/** So many points are as fine as the eye can see in so narrow a picture. */
const mostPoints = 150
/** Narrower windows show the arrivals' own noise. */
const leastWindowMs = 10
/** What is shown of the time before the command, as a share of the horizon. */
const leadShare = 0.1

export interface DrawnCell {
  readonly cell: Cell
  readonly trials: CellTrials<TrialRecord>
  readonly name: string
}

/** Good replies while one update runs, against the null update of the same block: a small picture for each strategy. */
export function drawTimeline(drawn: readonly DrawnCell[], horizonMs: number): Figure | undefined {
  const values = drawn.flatMap(({ cell, trials, name }) =>
    measureTimeline(trials, horizonMs).map((point, index) => ({
      strategy: name,
      ending: getEnding(cell),
      ...point,
      // On the first point only: one shade for each picture.
      ...(index === 0 ? { commandMs: 0, updateMs: Math.min(cell.metrics?.updateMs ?? 0, horizonMs) } : {}),
    })),
  )
  const first = drawn[0]?.cell
  if (values.length === 0 || first === undefined) return undefined
  const { workload, update } = first
  const strategies = drawn.map(({ name }) => name)
  return {
    name: `timeline-${workload}-${update}`,
    workload,
    update,
    caption: `Good replies during ${workload}/${update}, as a share of what the null update of the same block serves on average; medians over the blocks. Time in ms, the command at 0; shaded: until only new code runs (median).`,
    spec: {
      data: { values },
      columns: 3,
      facet: { field: 'strategy', type: 'nominal', sort: strategies, title: null },
      resolve: { axis: { x: 'independent' } },
      spec: {
        width: 230,
        height: 70,
        layer: [
          {
            transform: [{ filter: 'isValid(datum.updateMs)' }],
            mark: { type: 'rect', color: '#f0e442', opacity: 0.5, clip: true },
            encoding: { x: { field: 'commandMs', type: 'quantitative' }, x2: { field: 'updateMs' } },
          },
          {
            data: { values: [{}] },
            mark: { type: 'rule', strokeDash: [3, 3], color: '#888' },
            encoding: { y: { datum: 1, type: 'quantitative' } },
          },
          {
            mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.2, clip: true },
            encoding: {
              x: {
                field: 'ms',
                type: 'quantitative',
                title: null,
                scale: { domain: [-leadShare * horizonMs, horizonMs], nice: false },
              },
              y: {
                field: 'share',
                type: 'quantitative',
                title: 'good ÷ null',
                scale: { domain: [0, 1.3] },
                axis: { tickCount: 3 },
              },
              color: { field: 'ending', type: 'nominal', scale: endingScale, legend: { title: null, orient: 'top' } },
            },
          },
        ],
      },
    },
  }
}

/** Median over the blocks of X ÷ the mean of X₀, window by window. */
function measureTimeline({ blocks }: CellTrials<TrialRecord>, horizonMs: number): { ms: number; share: number }[] {
  const shares = [...blocks.values()].flatMap(({ trial, control }) => {
    if (control === undefined || trial.outcome === 'refused') return []
    const step = Math.max(1, Math.round(Math.max(horizonMs / mostPoints, leastWindowMs) / trial.rates.windowMs))
    const normal = getWindowsFrom(control.rates, horizonMs)
    const level = (sum(normal) / normal.length) * step
    const { startMs, commandMs = startMs, windowMs } = trial.rates
    const stepMs = step * windowMs
    const leadMs = Math.floor(Math.min(leadShare * horizonMs, commandMs - startMs) / stepMs) * stepMs
    const own = getWindowsFrom({ ...trial.rates, commandMs: commandMs - leadMs }, horizonMs + leadMs)
    return level > 0 ? [{ stepMs, leadMs, windows: bin(own, step).map((good) => good / level) }] : []
  })
  const [first] = shares
  if (first === undefined) return []
  const length = Math.min(...shares.map(({ windows }) => windows.length))
  return Array.from({ length }, (_, window) => ({
    ms: round(window * first.stepMs - first.leadMs),
    share: round(median(shares.map(({ windows }) => windows[window]!))),
  }))
}

function bin(windows: readonly number[], step: number): number[] {
  const bins: number[] = []
  for (let end = step; end <= windows.length; end += step) bins.push(sum(windows.slice(end - step, end)))
  return bins
}

/** Finer than a pixel is of no use. */
export function round(value: number): number {
  return Number(value.toPrecision(4))
}
