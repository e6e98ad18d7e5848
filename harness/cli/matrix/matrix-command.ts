import { join, resolve } from 'node:path'
import { formatCount } from '../../report/format.ts'
import { readAssembledSet } from '../../store/digest.ts'
import { openResultSet } from '../../store/open-set.ts'
import type { PlannedTrial } from '../../store/set-plan.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { toJson } from '../json-target.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import type { PreparedSet } from '../trials/prepare-set.ts'
import { runTrials } from '../trials/run-trials.ts'
import { readEngineShard } from '../trials/default-shard.ts'
import { nameShard, parseShard, takeShard, type Shard } from '../trials/shard.ts'
import { nameMatrixSet } from './name-set.ts'
import { describePlan, toPlanReport } from './plan-text.ts'
import { prepareMatrix } from './prepare-matrix.ts'
import { describeRecords, toRecordsReport } from './records-text.ts'

/** `bench matrix`: every strategy on every update of every workload, in blocks. */
export async function matrixCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const shard = chooseShard(args, context)
  const prepared = await prepareMatrix(args, context)
  const trials = takeShard(prepared.plan.trials, shard)
  const location = {
    results: resolve(context.cwd, args.text('results') ?? join(context.root, 'results')),
    name: args.text('set') ?? nameMatrixSet(prepared.plan),
    shard: nameShard(shard),
  }
  if (args.flag('dry-run')) {
    const folder = join(location.results, location.name)
    context.out.write(
      args.flag('json') ? toJson(toPlanReport(prepared, trials, folder)) : describePlan(prepared, trials, folder),
    )
    return exitCodes.good
  }
  if (trials.length === 0)
    throw new NothingMeasured(
      'SHARD_EMPTY',
      `expected blocks for shard ${shard.index}/${shard.count}, got none: there are fewer blocks than shards.`,
    )
  return runMatrix(args, context, prepared, trials, location)
}

/** What an engine says is told, as nobody has typed it. */
function chooseShard(args: Arguments, { env, err }: Context): Shard {
  const given = args.text('shard')
  if (given !== undefined) return parseShard(given)
  const shard = readEngineShard(env)
  if (shard !== undefined) err.write(`Shard ${shard.index}/${shard.count}, by ${shard.source}.\n`)
  return shard ?? { index: 1, count: 1 }
}

async function runMatrix(
  args: Arguments,
  context: Context,
  prepared: PreparedSet,
  trials: readonly PlannedTrial[],
  location: Parameters<typeof openResultSet>[0],
): Promise<ExitCode> {
  const { out, err } = context
  const set = openResultSet(location, prepared.plan)
  const interrupt = listenForInterrupt()
  try {
    err.write(`${formatCount(trials.length, 'trial')} in ${set.folder}\n`)
    const { records, interrupted } = await runTrials(prepared.plan, set, context, {
      trials,
      origins: prepared.origins,
      signal: interrupt.signal,
      ...(args.flag('smoke') ? { hurry: { abreast: context.processors, alone: prepared.withDeadline } } : {}),
    })
    if (interrupted) {
      err.write('bench: stopped. What was measured is stored; the same command goes on from here.\n')
      return exitCodes.interrupted
    }
    // Whoever reads the whole set next finds the digest that is made by reading it.
    if (records.length === prepared.plan.trials.length) readAssembledSet(set.folder)
    const report = toRecordsReport(records, prepared.plan, set.folder)
    out.write(args.flag('json') ? toJson(report) : describeRecords(report))
    return exitCodes.good
  } finally {
    interrupt.stop()
    set.close()
  }
}
