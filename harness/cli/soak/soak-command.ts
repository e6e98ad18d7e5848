import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { completeSoak } from '../../soak/growth.ts'
import type { SoakRecord } from '../../soak/record.ts'
import { countRequests } from '../../soak/soak-line.ts'
import { guessRoundMs, soakWindows, type SoakPlan } from '../../soak/soak-plan.ts'
import { SoakDied } from '../../soak/soak-process.ts'
import { median } from '../../stats/median.ts'
import { getLoad, type LoadRequest } from '../../store/set-plan.ts'
import { windows as trialWindows, type TrialPlan } from '../../trial-plan.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { openJsonTarget } from '../json-target.ts'
import { chooseLoads } from '../load-option.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { parseParameters } from '../parameters.ts'
import { resolveStrategy, resolveWorkload, type Resolved } from '../plug-ins.ts'
import { speedLimit } from '../trials/plan-trials.ts'
import { measureSpeedLimit } from '../trials/speed-limit.ts'
import { listNoise } from '../trials/warnings.ts'
import { unmet } from '../usage-error.ts'
import { chooseUpdates } from './choose-updates.ts'
import { getSoakExitCode } from './soak-exit-code.ts'
import { SoakTeller } from './soak-progress.ts'
import { describeSoak } from './soak-text.ts'

/** Growth shows at any load; under a light one, a long soak does not fill the memory with what it notes of each request. */
const usualLoad = 'open:0.2'

/** Requests that one soak may need: what the line writes down of them must fit into memory. */
const mostRequests = 100_000_000

/** `bench soak`: one running program is updated many times, and beside it one is watched that never is. */
export async function soakCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const json = args.text('json') === undefined ? undefined : openJsonTarget(args.required('json'), context)
  const asked = await readSoak(args, context)
  const interrupt = listenForInterrupt()
  const note = (text: string): void => context.err.write(`${text}\n`)
  const leave = await context.takeMachine(note, interrupt.signal)
  try {
    const plan = await planSoak(asked, context, interrupt.signal)
    const ran = interrupt.signal.aborted ? undefined : await runBoth(plan, context, interrupt.signal)
    if (ran === undefined) {
      note('bench: stopped. Nothing of a soak is kept before its end.')
      return exitCodes.interrupted
    }
    const result = completeSoak(ran.soak, ran.control)
    if (json?.isStandardOutput !== true) context.out.write(describeSoak(result, context.out))
    json?.write(result)
    return getSoakExitCode(result)
  } finally {
    leave()
    interrupt.stop()
  }
}

/** What the command line asks for. */
interface Asked {
  readonly strategy: Resolved<Strategy>
  readonly workload: Resolved<Workload>
  readonly along: readonly UpdateDeclaration[]
  readonly updates: number
  readonly seed: number
  readonly parameters: Readonly<Record<string, number>>
  readonly load: Extract<LoadRequest, { mode: 'open' }>
  readonly isQuick: boolean
}

async function readSoak(args: Arguments, context: Context): Promise<Asked> {
  const strategy = await resolveStrategy(args.required('strategy'), context)
  const workload = await resolveWorkload(args.required('workload'), context)
  const updates = args.wholeNumber('updates', { minimum: 1, maximum: 10_000 }) ?? 20
  const seed = args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff }) ?? 1
  const parameters = parseParameters(workload.value, args.texts('param'), { smoke: false, lenient: false })
  const load = readLoad(args, workload.value)
  const along = chooseUpdates(args.texts('update'), strategy.value, workload.value)
  return { strategy, workload, along, updates, seed, parameters, load, isQuick: args.flag('quick') }
}

function readLoad(args: Arguments, workload: Workload): Asked['load'] {
  const load = getLoad(chooseLoads(args, [workload], usualLoad), workload.name)
  if (load.mode === 'open') return load
  throw unmet({
    code: 'LOAD_SYNTAX',
    expected: 'open:SHARE or open:RATE/s',
    got: '`saturated`',
    where: '--load',
    next: 'A soak offers open load; the speed is measured in saturated stretches all the same.',
  })
}

async function planSoak(asked: Asked, context: Context, signal: AbortSignal): Promise<SoakPlan> {
  const { strategy, workload, along, updates, seed, parameters, load, isQuick } = asked
  const windows = isQuick ? soakWindows.quick : soakWindows.usual
  const trial: Omit<TrialPlan, 'load'> = {
    strategy: strategy.plugIn,
    workload: workload.plugIn,
    update: along[0]?.name ?? '',
    role: 'strategy',
    forced: false,
    traced: false,
    block: 0,
    position: 0,
    seed,
    parameters,
    windows,
  }
  const rate = 'rate' in load ? load.rate : load.share * (await measureLimit(trial, isQuick, context, signal))
  const plan = { trial: { ...trial, load: { ...load, rate } }, along: along.map(({ name }) => name), updates }
  checkRoom(plan.trial, rate, updates)
  return plan
}

async function measureLimit(
  trial: Omit<TrialPlan, 'load'>,
  isQuick: boolean,
  context: Context,
  signal: AbortSignal,
): Promise<number> {
  context.err.write(`Measuring the capacity of ${trial.workload.name} on ${speedLimit}\n`)
  const { plugIn } = await resolveStrategy(speedLimit, context)
  const plan: TrialPlan = {
    ...trial,
    strategy: plugIn,
    role: 'direct',
    load: { mode: 'saturated' },
    windows: isQuick ? trialWindows.smoke : trialWindows.usual,
  }
  return measureSpeedLimit(plan, context, { signal, hurried: false })
}

function checkRoom(trial: SoakPlan['trial'], rate: number, updates: number): void {
  const requests = countRequests(trial, rate, updates)
  if (requests <= mostRequests) return
  const fitting = Math.floor((updates * mostRequests) / requests)
  throw unmet({
    code: 'SOAK_TOO_LONG',
    expected: `a soak of at most ${mostRequests.toLocaleString('en')} requests`,
    got: `about ${requests.toLocaleString('en')}`,
    where: `--updates ${updates}`,
    next: `Each of them is kept and checked: make fewer updates (--updates ${fitting}), offer less (--load open:1000/s), or take --quick.`,
  })
}

interface Ran {
  readonly soak: SoakRecord
  readonly control: SoakRecord['rounds']
}

/** The soak, and then the same program under the same load for as long without an update. */
async function runBoth(plan: SoakPlan, context: Context, signal: AbortSignal): Promise<Ran | undefined> {
  const { updates, trial } = plan
  const stopWatch = context.watchNoise()
  const teller = new SoakTeller(context.err, 2 * (updates + 1), guessRoundMs(trial.windows).allMs)
  const run = async (what: string, some: SoakPlan): Promise<SoakRecord> =>
    context.runSoak(some, { signal, note: (progress) => teller.tell(what, progress, updates) })
  try {
    const soak = await run(`${trial.strategy.name}, updates`, plan)
    if (signal.aborted) return undefined
    // Where no update was made there is nothing to compare.
    if (soak.rounds.every(({ outcome }) => outcome !== 'completed')) return { soak, control: [] }
    const control = await run('control, rounds without an update', {
      ...plan,
      trial: { ...trial, role: 'null' },
      holdMs: getHoldMs(soak),
    })
    if (signal.aborted) return undefined
    const warnings = [...soak.warnings, ...listNoise(stopWatch().noise)]
    return { soak: { ...soak, warnings }, control: control.rounds }
  } catch (error) {
    if (signal.aborted) return undefined
    if (error instanceof SoakDied) throw new NothingMeasured(error.code, error.message)
    throw error
  } finally {
    teller.finish()
  }
}

/** For how long load was offered while an update was loaded and made. */
function getHoldMs({ rounds }: SoakRecord): number {
  const times = rounds.flatMap(({ loadMs, updateMs }) =>
    loadMs === null || updateMs === null ? [] : loadMs + updateMs,
  )
  return times.length === 0 ? 0 : median(times)
}
