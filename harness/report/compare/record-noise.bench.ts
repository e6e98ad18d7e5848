/**
 * Makes fixtures/noise.json, on which the gate is tested, of a stored set. On a machine with nothing else to do, in some
 * nine minutes:
 *
 *   npx bench matrix --blocks 13 --strategy podus --workload router --update checksum --param routes=1000 --set noise
 *   npx node harness/report/compare/record-noise.bench.ts results/noise
 *
 * Trials of the usual length: in the tenth of a second in which `--smoke` measures a capacity, a machine may go at a third of
 * its speed. Blocks that the plan's rules make void are left out, as they are by the gate.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readAssembledSet } from '../../store/digest.ts'
import { readCells } from '../cells.ts'
import { gatedMetrics } from '../gated-metrics.ts'

const round = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(6)))
const set = readAssembledSet(resolve(process.argv[2] ?? 'results/noise'))
const starts = set.trials.map(({ startedAt }) => startedAt).toSorted()
const { environment, metrics } = set.trials[0]!
const { settings, trials } = set.plan
const cells = [...readCells(set).values()]
const series = cells.flatMap(({ strategy, blocks }) =>
  gatedMetrics.flatMap(({ key, read, scale }) => {
    const values = [...blocks.values()].map(({ trial, control }) => round(read(trial, control)))
    if (values.every((value) => value === null)) return []
    const scales = scale === undefined ? {} : { scales: [...blocks.values()].map(({ trial }) => round(scale(trial))) }
    return [{ strategy, metric: key, values, ...scales }]
  }),
)
const noise = {
  plan: {
    cells: [...new Set(trials.map(({ workload, update }) => `${workload}/${update}`))],
    parameters: settings.parameters,
    load: settings.load,
    windows: settings.windows,
    voidRules: settings.voidRules ?? null,
    blocks: 1 + Math.max(...trials.map(({ block }) => block)),
  },
  machine: `${environment.cpu}, ${environment.cores} cores; Node ${environment.node}`,
  commit: environment.commit,
  from: starts[0],
  to: starts.at(-1),
  resolutionMs: metrics.resolutionMs,
  series,
}
writeFileSync(join(import.meta.dirname, 'fixtures/noise.json'), `${JSON.stringify(noise)}\n`)
const counts = [...new Set(cells.map(({ blocks }) => blocks.size))]
console.log(
  `${series.length} series of ${counts.join(' to ')} blocks. Now: npx oxfmt && npm run unit -- harness/report/compare`,
)
