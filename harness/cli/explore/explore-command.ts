import { combineClaims } from '../../explore/claimed.ts'
import { explorePool, type Cell, type CellResult } from '../../explore/pool.ts'
import { summarise } from '../../explore/report.ts'
import type { Variation } from '../../explore/space.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { toJson } from '../json-target.ts'
import { unknownName } from '../nearest.ts'
import { describeExploration } from './explore-text.ts'
import { planCells, type PlannedCell } from './explored-cells.ts'
import { isFinding, type ExploredUpdate } from './explored-update.ts'
import { openFigure } from './figure-target.ts'
import { ExploreProgress } from './explore-progress.ts'
import { describeSummary } from './summary-text.ts'

/** Beyond so many explorations a table is printed instead of each. */
const mostInFull = 16

/** `bench explore`: the update at every procedure boundary and after every await of a run, one run for each. */
export async function exploreCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const faults = readFaults(args)
  const figure = args.text('figure')
  const draw = figure === undefined ? undefined : openFigure(figure, context)
  const planned = await planCells(args, context)
  const startMs = performance.now()
  const { signal, stop } = listenForInterrupt()
  const base = await exploreAll(faults.length > 0 ? planned.map(withoutPoint) : planned, args, context, signal)
  const broken = planFaults(base, faults, args)
  const explored = [...base, ...(await exploreAll(broken, args, context, signal))].map(({ explored: one }) => one)
  stop()
  await draw?.(explored)
  const isShort = explored.length > mostInFull
  if (args.flag('json')) context.out.write(toJson(explored.length === 1 ? explored[0] : explored))
  else if (isShort) context.out.write(describeSummary(explored, performance.now() - startMs, context.out))
  else for (const one of explored) context.out.write(describeExploration(one, context.out))
  if (signal.aborted) {
    context.err.write(`bench: stopped after ${explored.length} of ${planned.length + broken.length} explorations.\n`)
    return exitCodes.interrupted
  }
  return explored.some(isFinding) ? exitCodes.violation : exitCodes.good
}

interface Explored {
  readonly planned: PlannedCell
  readonly sites: readonly string[]
  readonly explored: ExploredUpdate
}

async function exploreAll(
  planned: readonly PlannedCell[],
  args: Arguments,
  context: Context,
  signal: AbortSignal,
): Promise<readonly Explored[]> {
  if (planned.length === 0) return []
  const progress = new ExploreProgress(context.err, planned)
  const threads = args.wholeNumber('threads', { minimum: 1, maximum: 1024 }) ?? context.processors
  const results = await explorePool(
    planned.map(({ cell }) => cell),
    {
      threads,
      signal,
      onProgress: (done, of) => progress.show(done, of),
      onCell: (number, result) => progress.end(number, result),
    },
  )
  progress.finish()
  return planned.flatMap((one, index) => {
    const result = results[index]
    return result === undefined ? [] : [toExplored(one, result)]
  })
}

function toExplored(planned: PlannedCell, result: CellResult): Explored {
  const { strategy, workload, update, cell } = planned
  const { plan, requests, schedule, variation } = cell
  const known = strategy.deviations?.find((found) => found.workload === workload.name && found.update === update.name)
  const subject = {
    strategy: strategy.name,
    workload: workload.name,
    given: planned.given,
    update: update.name,
    seed: plan.seed,
    schedule,
    variation,
    parameters: plan.parameters,
    requests,
    forced: plan.forced,
    ...(plan.command === undefined ? {} : { command: plan.command }),
    expected: known?.found ?? combineClaims(strategy, update.kinds, result.type === 'refused'),
    pointsPerSecond: 0,
    busyMs: 0,
  }
  const sites = result.type === 'explored' ? result.sites : []
  return { planned, sites, explored: { ...subject, ...whatCameOf(result) } }
}

function whatCameOf(result: CellResult): Partial<ExploredUpdate> {
  if (result.type === 'refused')
    return { refused: result.refusals.map(({ change, rule }) => `${change}: ${rule}`).join('; ') }
  if (result.type === 'error') return { error: result.message }
  const report = summarise(result.results)
  const { busyMs } = result
  return { report, busyMs, pointsPerSecond: busyMs === 0 ? 0 : (report.points / busyMs) * 1000 }
}

type FaultKind = Exclude<Variation['kind'], 'command'>

const faultKinds: readonly FaultKind[] = ['crash', 'loss']

/** @throws UsageError */
function readFaults(args: Arguments): readonly FaultKind[] {
  return args.texts('faults').map((name) => {
    const kind = faultKinds.find((known) => known === name)
    if (kind === undefined) throw unknownName('--faults', 'fault', name, faultKinds)
    return kind
  })
}

/** With faults, `--at` says when the command is given. */
function withoutPoint(planned: PlannedCell): PlannedCell {
  return { ...planned, cell: { ...planned.cell, only: undefined } }
}

/** What breaks: each site of a program that has several, and each letter; after a command in the middle unless said. */
function planFaults(base: readonly Explored[], faults: readonly FaultKind[], args: Arguments): PlannedCell[] {
  const only = args.wholeNumber('fault-at', { minimum: 0, maximum: 0x7fff_ffff })
  return base.flatMap(({ planned, sites, explored: { report } }) => {
    if (report === undefined || sites.length < 2) return []
    const point =
      planned.cell.only ?? args.wholeNumber('at', { minimum: 0, maximum: report.points - 1 }) ?? report.points >> 1
    return faults
      .flatMap((kind): Variation[] =>
        kind === 'loss' ? [{ kind, point }] : sites.map((site) => ({ kind, point, site })),
      )
      .map((variation) => ({ ...planned, cell: { ...planned.cell, variation, only } satisfies Cell }))
  })
}
