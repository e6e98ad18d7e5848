import type { TopLevelSpec } from 'vega-lite'
import { kindOf, pointKinds, type PointKind, type PointSummary } from '../../explore/report.ts'

/** One exploration, as a row of the figure. */
export interface ExploredRow {
  readonly name: string
  readonly results: readonly PointSummary[]
}

/** Good ones are pale, so that the few that are not stand out. */
const colours: Readonly<Record<PointKind, string>> = {
  'at once': '#b7dcc9',
  later: '#56b4e9',
  refused: '#999999',
  stalled: '#e69f00',
  failed: '#000000',
  violated: '#d55e00',
}

/** The points of each exploration along its run, coloured by what came of the update. */
export function drawExplorations(rows: readonly ExploredRow[], subtitle: string): TopLevelSpec {
  const stretches = rows.flatMap(findStretches)
  const kinds = pointKinds.filter((kind) => stretches.some((stretch) => stretch.kind === kind))
  return {
    title: { text: 'What came of the update, by the point at which it was asked for', subtitle },
    data: { values: stretches },
    width: 720,
    height: { step: 26 },
    mark: { type: 'bar', height: { band: 0.8 }, strokeWidth: 0 },
    encoding: {
      x: { field: 'from', type: 'quantitative', title: 'point along the run (procedure boundaries)' },
      x2: { field: 'to' },
      y: { field: 'row', type: 'nominal', title: null, sort: null },
      color: {
        field: 'kind',
        type: 'nominal',
        title: null,
        scale: { domain: [...kinds], range: kinds.map((kind) => colours[kind]) },
        legend: { orient: 'bottom' },
      },
    },
  }
}

interface Stretch {
  readonly row: string
  readonly kind: PointKind
  readonly from: number
  to: number
}

/** Points one after the other with the same outcome are drawn as one. */
function findStretches({ name, results }: ExploredRow): Stretch[] {
  const stretches: Stretch[] = []
  for (const result of results) {
    const kind = kindOf(result)
    const last = stretches.at(-1)
    if (last?.kind === kind && last.to === result.point) last.to++
    else stretches.push({ row: name, kind, from: result.point, to: result.point + 1 })
  }
  return stretches
}
