import type { Scope } from '../link/scope.ts'
import type { ScopedProgram } from './agent.ts'
import { restoreSnapshot, takeSnapshot, type Snapshot } from './snapshot.ts'

/**
 * The static data of a program in one scope.
 * @throws TypeError for a function or a symbol in the data
 */
export function takeScopeSnapshot({ image, scope }: ScopedProgram): Snapshot {
  return takeSnapshot(image.version, new Map(Object.entries(scope.data)), new Map(Object.entries(scope.adts)))
}

/**
 * Gives the static data of a program in one scope the values of an earlier one, converted where there is a mapper; what
 * the program does not have any more is let go, and what is new keeps the value of its initialiser.
 * @param mappers procedures of the program by the datum that each converts
 * @throws Error what a mapper throws
 */
export function restoreScope(scope: Scope, snapshot: Snapshot, mappers: readonly (readonly [string, string])[]): void {
  const data = restoreSnapshot(snapshot, new Map(Object.entries(scope.adts)))
  const mapperOf = new Map(mappers)
  for (const [id, value] of data) {
    const mapper = scope.procedures[mapperOf.get(id) ?? ''] as ((old: unknown) => unknown) | undefined
    if (mapper !== undefined) scope.data[id] = mapper(value)
    else if (id in scope.data) scope.data[id] = value
  }
}
