import { median } from '../../stats/median.ts'
import type { Trial } from '../../store/record.ts'
import { getMark } from '../table/marks.ts'
import type { Figure } from './figure.ts'
import { round } from './timeline.ts'

/** What an update costs against the size of what it has to change, for each parameter that a set sweeps. */
export function drawSweeps(records: readonly Trial[]): Figure[] {
  const own = records.filter(({ role, traced }) => role === 'strategy' && traced !== true)
  const updates = Map.groupBy(own, ({ workload, update }) => `${workload}\0${update}`)
  return [...updates.values()].flatMap((trials) =>
    listSwept(trials).flatMap((parameter) => drawSweep(parameter, trials) ?? []),
  )
}

/** Parameters with more than one value among trials of the same update. */
function listSwept(trials: readonly Trial[]): string[] {
  const names = [...new Set(trials.flatMap(({ parameters }) => Object.keys(parameters)))]
  return names.filter((name) => new Set(trials.map(({ parameters }) => parameters[name])).size > 1)
}

const costs = [
  { title: 'update time, ms', read: ({ metrics }: Trial) => metrics.updateMs },
  { title: 'downtime, ms', read: ({ metrics }: Trial) => metrics.downtimeMs },
  { title: 'peak heap, MB', read: ({ metrics }: Trial) => metrics.heapPeakBytes / 1024 / 1024 },
] as const

function drawSweep(parameter: string, trials: readonly Trial[]): Figure | undefined {
  const good = trials.filter((trial) => getMark(trial) === 'completed')
  const sizes = Map.groupBy(good, ({ strategy, parameters }) => `${strategy}\0${parameters[parameter]}`)
  const values = [...sizes.values()].flatMap((alike) =>
    costs.flatMap(({ title, read }) => {
      const amounts = alike.flatMap((trial) => read(trial) ?? [])
      const { strategy, parameters } = alike[0]!
      if (amounts.length === 0) return []
      // On logarithmic axes, nothing is drawn as the least that can be told.
      const least = alike[0]!.metrics.resolutionMs
      const [middle, low, high] = [median(amounts), Math.min(...amounts), Math.max(...amounts)]
      const draw = (amount: number): number => round(Math.max(least, amount))
      return [
        { strategy, cost: title, size: parameters[parameter], value: draw(middle), low: draw(low), high: draw(high) },
      ]
    }),
  )
  const first = good[0]
  if (values.length === 0 || first === undefined) return undefined
  const { workload, update } = first
  const scale = { type: 'log' } as const
  const x = { field: 'size', type: 'quantitative', scale, title: parameter } as const
  const color = { field: 'strategy', type: 'nominal', sort: null, legend: { title: null, orient: 'top' } } as const
  return {
    name: `sweep-${workload}-${update}-${parameter}`,
    workload,
    update,
    caption: `What ${workload}/${update} costs against ${parameter}: medians, least and most of the trials that completed without violation. Both axes are logarithmic; what cannot be told from nothing is drawn at the resolution.`,
    spec: {
      data: { values },
      columns: 3,
      facet: { field: 'cost', type: 'nominal', sort: costs.map(({ title }) => title), title: null },
      resolve: { scale: { y: 'independent' } },
      spec: {
        width: 210,
        height: 180,
        layer: [
          {
            mark: { type: 'rule' },
            encoding: {
              x,
              y: { field: 'low', type: 'quantitative', scale, title: null },
              y2: { field: 'high' },
              color,
            },
          },
          {
            mark: { type: 'line', point: true },
            encoding: { x, y: { field: 'value', type: 'quantitative', scale, title: null }, color },
          },
        ],
      },
    },
  }
}
