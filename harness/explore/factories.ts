import type { Unit } from '../link/image.ts'
import { runUnit, type Factory } from '../link/run-unit.ts'

/** Factories by text, for the explorations that come after one another in a thread. */
const byText = new Map<string, Factory>()
const mostKept = 20_000

/**
 * Compiles each unit once for all runs, also where another exploration has one of the same text: its code stays warm. A
 * factory keeps no state of its own: what it makes is new each time. (Where code is timed each load compiles its own, so
 * that it has no earlier run's types and optimised code.)
 */
export function createFactories(): (unit: Unit) => Factory {
  const factories = new WeakMap<Unit, Factory>()
  return (unit) => factories.getOrInsertComputed(unit, factoryOf)
}

function factoryOf(unit: Unit): Factory {
  if (byText.size > mostKept) byText.clear()
  return byText.getOrInsertComputed(`${unit.file}:${unit.line}:${unit.text}`, () => runUnit(unit))
}
