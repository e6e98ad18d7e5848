import type { Refusal, Strategy } from '../../strategies/contract.ts'
import { readCommand } from '../prepare.ts'
import type { Update } from '../program/update.ts'
import type { Context } from './context.ts'
import { resolveStrategy, type Resolved } from './plug-ins.ts'

export interface Assessed {
  readonly strategy: Strategy
  readonly refusals: readonly Refusal[]
}

/**
 * What each strategy has against an update, decided from the diff alone.
 * @param command what an operator says, where the strategies have a language for it
 */
export function assessUpdate(update: Update, strategies: readonly Strategy[], command?: string): Assessed[] {
  return strategies.map((strategy) => {
    const refusals = command === undefined ? undefined : readCommand(strategy, update, command)?.refusals
    return { strategy, refusals: refusals ?? strategy.assess(update) }
  })
}

/** Every registered strategy, or those named. */
export async function resolveStrategies(names: readonly string[], context: Context): Promise<Resolved<Strategy>[]> {
  const wanted = names.length === 0 ? Object.keys(await context.loadStrategies()) : names
  return Promise.all(wanted.map(async (name) => resolveStrategy(name, context)))
}
