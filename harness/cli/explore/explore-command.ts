import { explore, type ExplorationReport } from '../../explore/explore.ts'
import { prepareTrial } from '../../prepare.ts'
import { windows, type TrialPlan } from '../../trial-plan.ts'
import type { Strategy } from '../../../strategies/contract.ts'
import type { Workload } from '../../../workloads/contract.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { readOperatorCommand } from '../operator-command.ts'
import { listParameters, parseParameters } from '../parameters.ts'
import { resolveStrategy, resolveWorkload, type Resolved } from '../plug-ins.ts'
import { selectUpdates } from '../select-updates.ts'
import { unmet } from '../usage-error.ts'
import { describeExploration } from './explore-text.ts'

/** What was explored, and what came of it. */
export interface ExploredUpdate {
  readonly strategy: string
  readonly workload: string
  readonly update: string
  readonly seed: number
  readonly parameters: Readonly<Record<string, number>>
  readonly requests: number
  readonly forced: boolean
  /** What an operator said to the strategy. */
  readonly command?: string
  readonly pointsPerSecond: number
  /** Why it was not explored: the change and the rule. */
  readonly refused?: string
  readonly report?: ExplorationReport
}

/** A parameter whose default is above this is taken at its minimum: each point is a run of its own. */
const largestDefault = 100

/** `bench explore`: the update at every procedure boundary and after every await of a run, one run for each. */
export async function exploreCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const strategy = await resolveStrategy(args.required('strategy'), context)
  const workload = await resolveWorkload(args.required('workload'), context)
  checkExplorable(strategy.value)
  const explored: ExploredUpdate[] = []
  const updates = selectUpdates(workload.value, args.texts('update'))
  const operator = readOperatorCommand(args, strategy.value, workload.value, updates, context)
  for (const { name } of updates) {
    const plan = planFor(strategy, workload, name, args)
    const one = await exploreUpdate(operator === undefined ? plan : { ...plan, command: operator.text }, args, context)
    explored.push(one)
    if (!args.flag('json')) context.out.write(describeExploration(one, context.out))
  }
  if (args.flag('json')) context.out.write(toJson(explored.length === 1 ? explored[0] : explored))
  return explored.some(({ report }) => report !== undefined && report.violated + report.failed > 0)
    ? exitCodes.violation
    : exitCodes.good
}

async function exploreUpdate(plan: TrialPlan, args: Arguments, context: Context): Promise<ExploredUpdate> {
  const requests = args.wholeNumber('requests', { minimum: 1, maximum: 100_000 }) ?? 30
  const at = args.wholeNumber('at', { minimum: 0, maximum: 0x7fff_ffff })
  const prepared = await prepareTrial(plan)
  const subject = {
    strategy: plan.strategy.name,
    workload: plan.workload.name,
    update: plan.update,
    seed: plan.seed,
    parameters: plan.parameters,
    requests,
    forced: plan.forced,
    ...(plan.command === undefined ? {} : { command: plan.command }),
  }
  if (prepared.refusals.length > 0 && !plan.forced) {
    return {
      ...subject,
      pointsPerSecond: 0,
      refused: prepared.refusals.map(({ change, rule }) => `${change}: ${rule}`).join('; '),
    }
  }
  const startMs = performance.now()
  const report = await explore(
    { prepared, parameters: plan.parameters, seed: plan.seed, requests },
    progress(context, plan.update, startMs),
    { only: at },
  )
  return { ...subject, pointsPerSecond: (report.points / (performance.now() - startMs)) * 1000, report }
}

function planFor(
  strategy: Resolved<Strategy>,
  workload: Resolved<Workload>,
  update: string,
  args: Arguments,
): TrialPlan {
  const small = Object.entries(listParameters(workload.value)).filter(
    ([, parameter]) => parameter.default > largestDefault,
  )
  const texts = [...small.map(([name, { minimum }]) => `${name}=${minimum}`), ...args.texts('param')]
  return {
    strategy: strategy.plugIn,
    workload: workload.plugIn,
    update,
    role: 'strategy',
    forced: args.flag('force'),
    traced: true,
    block: 0,
    position: 0,
    seed: args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff }) ?? 1,
    parameters: parseParameters(workload.value, texts, { smoke: false, lenient: false }),
    load: { mode: 'saturated' },
    windows: windows.traced,
  }
}

function checkExplorable({ name, control }: Strategy): void {
  if (control === undefined) return
  throw unmet({
    code: 'NOT_EXPLORABLE',
    expected: 'a strategy that updates a program inside its site',
    got: `\`${name}\`, whose update is led from outside of it`,
    where: '--strategy',
    next: 'The explorer cannot do that yet; `bench run` measures it.',
  })
}

function progress({ err }: Context, update: string, startMs: number): (done: number, of: number) => void {
  let shownMs = startMs
  return (done, of) => {
    const nowMs = performance.now()
    if (nowMs - shownMs < 1000 && done < of) return
    shownMs = nowMs
    const leftS = Math.ceil((((nowMs - startMs) / done) * (of - done)) / 1000)
    if (err.isTerminal)
      err.write(`\r\u001B[K${done === of ? '' : `${update}: ${done} of ${of} points; about ${leftS} s left`}`)
    else if (done === of) err.write(`${update}: ${of} points\n`)
  }
}
