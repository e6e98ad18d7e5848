import type { Code } from '../../harness/link/space.ts'
import { Suspensions, type Suspendable } from '../../harness/link/suspensions.ts'
import type { Conversions } from './conversions.ts'
import { type Tagged, users, version } from './tags.ts'
import type { TypeHistory } from './type-history.ts'

/** An operation that can suspend, inside an object. */
interface Activation extends Suspendable {
  readonly object: Tagged
  readonly tag: number
  /** It is counted among the operations inside the object. */
  counted: boolean
}

/** Thrown out of old operations up to the one that is to begin again on the new code. */
class Restart extends Error {
  readonly object: object

  constructor(object: object) {
    super('an operation of old code has met a newer object')
    this.object = object
  }
}

/** What the operations of all type managers call where an object is not of the version that they know. */
export class TypeManagers extends Suspensions<Activation> {
  /** For the text of the operations. */
  readonly version = version
  readonly users = users
  readonly types = new Map<string, TypeHistory>()
  restarts = 0
  readonly #conversions: Conversions

  constructor(conversions: Conversions) {
    super()
    this.#conversions = conversions
  }

  protected suspended(activation: Activation): void {
    leave(activation)
  }

  protected resumed(activation: Activation): void {
    if (activation.object[version] !== activation.tag) throw new Restart(activation.object)
    enter(activation)
  }

  /** An operation finds a stamp that it does not expect. False if it can go on now; true if another is to do its work. */
  meets(object: Tagged, tag: number, id: string): boolean {
    const type = this.#typeOf(id)
    if (object[version] === undefined) {
      object[version] = tag
      object[users] = 0
      return false
    }
    if (object[version] === type.tag || type.kept.has(object)) return true
    // A converter works on objects as they are, unless it wants an operation that only a later version has.
    if (this.#conversions.isConverting && type.operation(object[version], id) !== undefined) return true
    if (object[users] > 0) throw new Restart(object)
    return !this.#conversions.touch(type, object) || tag !== type.tag
  }

  /** The operation of the type manager that knows the object. */
  instead(object: Tagged, id: string, values: ArrayLike<unknown>): unknown {
    const type = this.#typeOf(id)
    const code = type.operation(object[version] ?? type.tag, id)
    if (code === undefined) throw new TypeError(`${id} is not an operation of the version that the object is of`)
    return Reflect.apply(code as (...values: unknown[]) => unknown, object, values)
  }

  /** An error leaves an operation. If it is to begin again, it does so on the code in force. */
  again(
    error: unknown,
    object: Tagged,
    id: string,
    values: ArrayLike<unknown>,
    activation: Activation | undefined,
  ): unknown {
    if (!(error instanceof Restart) || error.object !== object) throw error
    this.restarts++
    if (activation !== undefined) {
      if (activation.counted) leave(activation)
      return this.#begin(object, id, values)
    }
    // It is still counted, and not inside any more.
    object[users]--
    try {
      return this.#begin(object, id, values)
    } finally {
      object[users]++
    }
  }

  begin(object: Tagged, tag: number): Activation {
    const activation = { object, tag, away: false, counted: false }
    enter(activation)
    return activation
  }

  end(activation: Activation): void {
    if (activation.counted) leave(activation)
  }

  #begin(object: Tagged, id: string, values: ArrayLike<unknown>): unknown {
    const type = this.#typeOf(id)
    const code = type.operation(type.tag, id) as Code
    return Reflect.apply(code as (...values: unknown[]) => unknown, object, values)
  }

  #typeOf(id: string): TypeHistory {
    const type = this.types.get(typeIdOf(id))
    if (type === undefined) throw new Error(`no type manager of ${id}`)
    return type
  }
}

/** `inodes.ts#Inode` for `inodes.ts#Inode.permits`. */
export function typeIdOf(operation: string): string {
  return operation.slice(0, operation.indexOf('.', operation.indexOf('#')))
}

function enter(activation: Activation): void {
  activation.object[users]++
  activation.counted = true
}

function leave(activation: Activation): void {
  activation.object[users]--
  activation.counted = false
}
