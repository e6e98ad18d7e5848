import { measureTail } from '../tail.ts'
import { getMark } from '../table/marks.ts'
import type { Figure } from './figure.ts'
import { round, type DrawnCell } from './timeline.ts'

const percentiles = ['p50', 'p99', 'p99.9', 'max'] as const

/** Latency while the updates of a workload run. */
export function drawTails(workload: string, drawn: readonly DrawnCell[]): Figure | undefined {
  const tails = drawn.flatMap(({ cell, trials, name }) => {
    const good = [...trials.blocks.values()].map(({ trial }) => trial).filter((trial) => getMark(trial) === 'completed')
    const tail = measureTail(good.map(({ histograms }) => histograms.during))
    return tail === undefined ? [] : [{ strategy: name, update: cell.update, tail }]
  })
  if (tails.length === 0) return undefined
  const y = {
    field: 'strategy',
    type: 'nominal',
    sort: [...new Set(drawn.map(({ name }) => name))],
    title: null,
  } as const
  const scale = { type: 'log', nice: false, padding: 8 } as const
  return {
    name: `tails-${workload}`,
    workload,
    caption: `Latency in ms from the intended arrival, of the requests that were due while an update of ${workload} ran: percentiles of the merged histograms of all trials that completed without violation; the line through p99 is its 95 % interval (whole blocks drawn anew; with few blocks it is too narrow).`,
    spec: {
      data: {
        values: tails.flatMap(({ strategy, update, tail }) =>
          percentiles.map((percentile) => ({
            strategy,
            update,
            percentile,
            ms: toDrawn(tail[percentile]),
            ...(percentile === 'p99'
              ? { lower: toDrawn(tail.p99Interval[0]), upper: toDrawn(tail.p99Interval[1]) }
              : {}),
          })),
        ),
      },
      columns: 3,
      facet: {
        field: 'update',
        type: 'nominal',
        sort: [...new Set(tails.map(({ update }) => update))],
        title: null,
      },
      resolve: { axis: { x: 'independent' } },
      spec: {
        width: 210,
        height: { step: 16 },
        layer: [
          {
            transform: [{ filter: 'isValid(datum.lower)' }],
            mark: { type: 'rule', strokeWidth: 2, color: '#bbb' },
            encoding: { y, x: { field: 'lower', type: 'quantitative', scale }, x2: { field: 'upper' } },
          },
          {
            mark: { type: 'point', filled: true, size: 40, opacity: 1 },
            encoding: {
              y,
              x: { field: 'ms', type: 'quantitative', scale, title: null },
              color: {
                field: 'percentile',
                type: 'nominal',
                sort: [...percentiles],
                scale: { domain: [...percentiles], range: ['#56b4e9', '#0072b2', '#e69f00', '#d55e00'] },
                legend: { title: null, orient: 'top' },
              },
            },
          },
        ],
      },
    },
  }
}

/** A logarithmic axis has no 0; a microsecond is the least that a histogram tells. */
function toDrawn(ms: number): number {
  return Math.max(0.001, round(ms))
}
