import type { Adt } from '../../harness/program/program.ts'

/**
 * The version number with which objects of a type are tagged. It is made of what the type looks like, so that an image
 * says it by itself; which of two is the newer one, the type's history tells.
 * @returns a number that V8 keeps in the object itself
 */
export function tagOf({ representation }: Pick<Adt, 'representation'>): number {
  let hash = 0x811c_9dc5
  for (let index = 0; index < representation.length; index++) {
    hash = Math.imul(hash ^ representation.charCodeAt(index), 0x0100_0193)
  }
  return (hash >>> 2) | 1
}

/** Keys of what an object is tagged with: symbols, so that a program that lists or prints its objects does not meet them. */
export const version: unique symbol = Symbol('version')
export const users: unique symbol = Symbol('users')

/** An object of a managed type, apart from its own fields. */
export interface Tagged {
  /** Undefined while its constructor runs. */
  [version]: number | undefined
  /** Operations that are inside it and have not suspended. */
  [users]: number
}

/** Objects of types that inherit or are written in the language's own are not tagged: they have more than one manager. */
export function isManaged(adt: Pick<Adt, 'extends'> | undefined): boolean {
  return adt !== undefined && adt.extends === undefined
}
