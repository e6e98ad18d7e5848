import { plain, summariseCalls, type Round } from '../../measure/micro/summarise.ts'
import type { CallTimes } from '../../measure/micro/time-calls.ts'
import type { PlugIn } from '../../trial-plan.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { resolveStrategy } from '../plug-ins.ts'
import { shuffle } from '../trials/shuffle.ts'
import { describeCosts, type CostOfCalls } from './micro-text.ts'

/** For how long each kind of call is timed in a sample set, after as long to warm up. */
const timeMs = 40

/** `bench micro`: what one call costs under each linkage. Every sample set is a fresh process; a round takes one of each linkage. */
export async function microCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const named = args.texts('strategy')
  const names = named.length > 0 ? named : Object.keys(await context.loadStrategies())
  const resolved = await Promise.all([plain, ...names].map((name) => resolveStrategy(name, context)))
  const linkages = [...new Map(resolved.map(({ plugIn }) => [plugIn.path, plugIn])).values()]
  const samples = args.wholeNumber('samples', { minimum: 1, maximum: 1000 }) ?? 10
  const seed = args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff }) ?? 1
  const unable = new Map<string, string>()
  const rounds: Round[] = []
  for (let round = 0; round < samples; round++) {
    rounds.push(await runRound(shuffle(linkages, seed, round), seed + round, unable, context))
    context.err.write(`round ${round + 1} of ${samples}\n`)
  }
  const costs = linkages.map(({ name }): CostOfCalls => {
    const reason = unable.get(name)
    return { strategy: name, ...(reason === undefined ? { costs: summariseCalls(rounds, name) } : { reason }) }
  })
  context.out.write(args.flag('json') ? toJson({ samples, seed, timeMs, strategies: costs }) : describeCosts(costs))
  return costs.some((cost) => cost.costs !== undefined) ? exitCodes.good : exitCodes.nothingMeasured
}

/** A linkage that has failed once is not asked again. */
async function runRound(
  linkages: readonly PlugIn[],
  seed: number,
  unable: Map<string, string>,
  context: Context,
): Promise<Round> {
  const round = new Map<string, CallTimes>()
  for (const { name, path } of linkages.filter((linkage) => !unable.has(linkage.name))) {
    const taken = await context.takeSampleSet({ strategyPath: path, seed, timeMs })
    if ('reason' in taken) unable.set(name, taken.reason)
    else round.set(name, taken)
  }
  return round
}
