import { resolve } from 'node:path'
import type { Strategy } from '../../strategies/contract.ts'
import type { StoredSet } from '../store/read-set.ts'
import type { Context } from './context.ts'
import { resolveStrategy } from './plug-ins.ts'
import { UsageError } from './usage-error.ts'

/** The strategies of a set, for their claims: registered ones, and others if they still are where they were. */
export async function loadSetStrategies(
  { plan }: Pick<StoredSet, 'plan'>,
  context: Context,
): Promise<Record<string, Strategy>> {
  const registered = await context.loadStrategies()
  const others = Object.entries(plan.settings.strategies).filter(([name]) => !Object.hasOwn(registered, name))
  const loaded = await Promise.all(others.map(async ([, path]) => loadStrategy(resolve(context.root, path), context)))
  return {
    ...registered,
    ...Object.fromEntries(loaded.flatMap((strategy) => (strategy === undefined ? [] : [[strategy.name, strategy]]))),
  }
}

async function loadStrategy(path: string, context: Context): Promise<Strategy | undefined> {
  try {
    return (await resolveStrategy(path, context)).value
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}
