import type { Unit } from '../link/image.ts'
import { runUnit, type Factory } from '../link/run-unit.ts'

/**
 * Compiles each unit once for all runs of an exploration. A factory keeps no state of its own: what it makes is new each
 * time. (Where code is timed each load compiles its own, so that it has no earlier run's types and optimised code.)
 */
export function createFactories(): (unit: Unit) => Factory {
  const factories = new WeakMap<Unit, Factory>()
  return (unit) => factories.getOrInsertComputed(unit, runUnit)
}
