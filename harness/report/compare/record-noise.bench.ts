/**
 * Makes fixtures/noise.json, on which the gate is tested, of a stored set:
 *
 *   npx bench matrix --smoke --blocks 48 --strategy podus,dmert,restart --workload router --update checksum --param routes=1000 --set noise
 *   node harness/report/compare/record-noise.bench.ts results/noise
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
const series = [...readCells(set).values()].flatMap(({ strategy, blocks }) =>
  gatedMetrics.flatMap(({ key, read, scale }) => {
    const values = [...blocks.values()].map(({ trial, control }) => round(read(trial, control)))
    if (values.every((value) => value === null)) return []
    const scales = scale === undefined ? {} : { scales: [...blocks.values()].map(({ trial }) => round(scale(trial))) }
    return [{ strategy, metric: key, values, ...scales }]
  }),
)
const noise = {
  command:
    'bench matrix --smoke --blocks 48 --strategy podus,dmert,restart --workload router --update checksum --param routes=1000',
  machine: `${environment.cpu}, ${environment.cores} cores, shared; Node ${environment.node}`,
  from: starts[0],
  to: starts.at(-1),
  resolutionMs: metrics.resolutionMs,
  series,
}
writeFileSync(join(import.meta.dirname, 'fixtures/noise.json'), `${JSON.stringify(noise)}\n`)
