import { join, resolve } from 'node:path'
import { assembleTrials } from '../../measure/assemble.ts'
import { summariseRun, type RunSummary } from '../../report/run-summary.ts'
import { describeRun } from '../../report/terminal/run-text.ts'
import { describeSweep, type SweepPoint } from '../../report/terminal/sweep-text.ts'
import { openResultSet } from '../../store/open-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { createSetName, validateSetName } from '../../store/set-name.ts'
import type { Windows } from '../../host/windows.ts'
import { windows } from '../../trial-plan.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { readFaults } from '../sites/read-faults.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { openJsonTarget } from '../json-target.ts'
import { chooseLoads } from '../load-option.ts'
import { extendWindows, readOperatorCommand } from '../operator-command.ts'
import { parseSweep } from '../parameters.ts'
import { resolveStrategy, resolveWorkload } from '../plug-ins.ts'
import { readAddresses } from '../sites/read-addresses.ts'
import { readTransport } from '../sites/read-transport.ts'
import { selectUpdates } from '../select-updates.ts'
import type { PlanCell } from '../trials/plan-trials.ts'
import { enter, prepareSet, type PreparedSet } from '../trials/prepare-set.ts'
import { runTrials } from '../trials/run-trials.ts'
import { getRunExitCode } from './run-exit-code.ts'

/** `bench run`: one strategy updates one program, in as many blocks as there are trials asked for. */
export async function runCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const json = args.text('json') === undefined ? undefined : openJsonTarget(args.required('json'), context)
  const prepared = await prepareRun(args, context)
  const results = resolve(context.cwd, args.text('results') ?? join(context.root, 'results'))
  const name = chooseName(args, results, context)
  const set = openResultSet({ results, name, shard: '1-of-1' }, prepared.plan)
  const interrupt = listenForInterrupt()
  try {
    const ran = await runTrials(prepared.plan, set, context, {
      trials: prepared.plan.trials,
      origins: prepared.origins,
      signal: interrupt.signal,
    })
    if (ran.interrupted) return reportInterrupted(name, context)
    const updates = summarise(ran.records, prepared, set.folder)
    const summaries = updates.map(({ summary }) => summary)
    if (json?.isStandardOutput !== true) report(updates, context)
    json?.write(summaries.length === 1 ? summaries[0] : summaries)
    return getRunExitCode(summaries)
  } finally {
    interrupt.stop()
    set.close()
  }
}

async function prepareRun(args: Arguments, context: Context): Promise<PreparedSet> {
  const strategy = await resolveStrategy(args.required('strategy'), context)
  const workload = await resolveWorkload(args.required('workload'), context)
  const options = {
    blocks: args.wholeNumber('trials', { minimum: 1, maximum: 10_000 }) ?? 1,
    seed: args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff }) ?? 1,
    force: args.flag('force'),
    sample: false,
  }
  const selection = {
    workload,
    updates: selectUpdates(workload.value, args.texts('update')),
    sweep: parseSweep(workload.value, args.texts('param'), { smoke: false, lenient: false }),
  }
  const operator = readOperatorCommand(args, strategy.value, workload.value, selection.updates, context)
  const { transport } = readTransport(args.required('transport'), strategy.value, workload.value, selection.updates)
  const common = {
    ...chooseLoads(args, [workload.value]),
    ...(operator === undefined ? {} : { command: operator.text }),
    ...readFaults(args.texts('fault'), strategy.value, workload.value, selection.updates),
    ...(transport === undefined ? {} : { transport }),
    ...(await readAddresses(args.texts('listen'), transport, strategy.value, workload.value, selection.updates)),
    windows: extendWindows<Windows>(args.flag('quick') ? windows.smoke : windows.usual, operator?.limitMs),
    tracedWindows: extendWindows<Windows>(windows.traced, operator?.limitMs),
  }
  return prepareSet([selection], [enter(strategy)], common, options, context)
}

function chooseName(args: Arguments, results: string, { now }: Context): string {
  const given = args.text('set')
  return given === undefined ? createSetName(results, nameOf(args), now()) : validateSetName(given)
}

/** A path gives only its last part to the name. */
function nameOf(args: Arguments): string {
  const parts = [args.required('strategy'), args.required('workload')]
  return parts
    .map((part) =>
      part
        .replace(/\/(?:index\.ts)?$/, '')
        .split('/')
        .at(-1),
    )
    .join('-')
}

interface Result {
  readonly point: PlanCell['point']
  readonly summary: RunSummary
}

function summarise(records: readonly TrialRecord[], { plan, cells }: PreparedSet, folder: string): Result[] {
  const assembled = assembleTrials(records, plan.settings.windows)
  return cells.map(({ workload, update, point }) => {
    const own = assembled.filter(
      (record) =>
        record.workload === workload &&
        record.update === update &&
        Object.entries(point ?? {}).every(([name, value]) => record.parameters[name] === value),
    )
    return { point, summary: summariseRun(own, folder) }
  })
}

/** Of a sweep, one table for each update; else all of each update. */
function report(results: readonly Result[], { out }: Context): void {
  const points = results.flatMap(({ point, summary }) => (point === undefined ? [] : [{ point, summary }]))
  const sweeps = Map.groupBy(points, ({ summary }) => summary.update)
  const texts =
    points.length > 0
      ? [...sweeps.values()].map((sweep) => describeSweep(sweep as [SweepPoint, ...SweepPoint[]], out.paint))
      : results.map(({ summary }) => describeRun(summary, out))
  out.write(texts.join('\n\n'))
  out.write(`\nstored   ${results[0]?.summary.set}\n`)
}

function reportInterrupted(name: string, { err }: Context): ExitCode {
  err.write(`bench: stopped. What was measured is stored; the same command with --set ${name} goes on from here.\n`)
  return exitCodes.interrupted
}
