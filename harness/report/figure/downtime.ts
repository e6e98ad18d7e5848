import { median } from '../../stats/median.ts'
import { endingScale, endings, getEnding } from './ending.ts'
import type { Figure } from './figure.ts'
import { round, type DrawnCell } from './timeline.ts'

/** What the updates of a workload cost in downtime, strategy by strategy, with intervals. */
export function drawDowntime(workload: string, drawn: readonly DrawnCell[]): Figure | undefined {
  const values = drawn.flatMap(describeCell)
  if (values.every(({ ms }) => ms === null)) return undefined
  const strategies = [...new Set(drawn.map(({ name }) => name))]
  const y = { field: 'strategy', type: 'nominal', sort: strategies, title: null } as const
  // Nothing, a millisecond and a second on one axis: straight near 0, logarithmic beyond.
  const scale = { type: 'symlog', constant: 1, nice: false, padding: 10 } as const
  const axis = { values: [-1000, -100, -10, -1, 0, 1, 10, 100, 1000] }
  const x = { field: 'ms', type: 'quantitative', scale, axis, title: null } as const
  return {
    name: `downtime-${workload}`,
    workload,
    caption: `Downtime in ms over that of the null update of the same block, for the updates of ${workload}: estimates with 95 % intervals where trials completed without violation, medians for the others (crosses). The axis is straight below 1 ms and logarithmic above. Strategies without a mark refused.`,
    spec: {
      data: { values },
      columns: 3,
      facet: {
        field: 'update',
        type: 'nominal',
        sort: [...new Set(drawn.map(({ cell }) => cell.update))],
        title: null,
      },
      resolve: { axis: { x: 'independent' } },
      spec: {
        width: 210,
        height: { step: 16 },
        layer: [
          {
            data: { values: [{}] },
            mark: { type: 'rule', color: '#888', strokeDash: [3, 3] },
            encoding: { x: { datum: 0, type: 'quantitative', scale, axis } },
          },
          {
            transform: [{ filter: 'isValid(datum.lower)' }],
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { y, x: { ...x, field: 'lower' }, x2: { field: 'upper' }, color },
          },
          {
            transform: [{ filter: 'isValid(datum.ms)' }],
            mark: { type: 'point', filled: true, size: 45, opacity: 1 },
            encoding: {
              y,
              x,
              color,
              shape: {
                field: 'ending',
                type: 'nominal',
                scale: { domain: [...endings], range: ['circle', 'cross', 'cross'] },
                legend: { title: null, orient: 'top' },
              },
            },
          },
        ],
      },
    },
  }
}

const color = { field: 'ending', type: 'nominal', scale: endingScale, legend: { title: null, orient: 'top' } } as const

interface Mark {
  readonly strategy: string
  readonly update: string
  readonly ending: string
  readonly ms: number | null
  readonly lower: number | null
  readonly upper: number | null
}

function describeCell({ cell, trials, name }: DrawnCell): Mark[] {
  const base = { strategy: name, update: cell.update, ending: getEnding(cell) }
  const judged = cell.judgements['downtime']
  if (judged !== undefined) {
    const { estimate, lower, upper } = judged
    const isBounded = Number.isFinite(lower) && Number.isFinite(upper)
    return [
      { ...base, ms: round(estimate), lower: isBounded ? round(lower) : null, upper: isBounded ? round(upper) : null },
    ]
  }
  const differences = [...trials.blocks.values()].flatMap(({ trial, control }) =>
    control === undefined || trial.outcome === 'refused' ? [] : [trial.metrics.downtimeMs - control.metrics.downtimeMs],
  )
  return [{ ...base, ms: differences.length === 0 ? null : round(median(differences)), lower: null, upper: null }]
}
