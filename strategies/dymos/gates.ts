import type { Entries } from './entries.ts'
import type { Locks } from './locks.ts'

interface Waiting {
  readonly process: number
  readonly procedure: string
}

type Callable = (this: unknown, ...values: unknown[]) => unknown

/**
 * The locks of an update that is pending: calls of its procedures from outside wait until it is over, so that in the end
 * they become idle. A process that is inside one of them is let through, for it has to come to an end; and so is every
 * call of a procedure that is not asynchronous: in one thread nobody could go on if it waited, and it is over before
 * anybody else is served.
 */
export class Gates {
  readonly #locks: Locks
  readonly #entries: Entries
  /** Whether the caller is one that must be let through. */
  #isInside: () => boolean = () => true
  readonly #closed = new Map<string, { readonly code: unknown; readonly gate: Callable }>()
  readonly #waiting = new Set<Waiting>()
  #opened = Promise.withResolvers<void>()

  constructor(locks: Locks, entries: Entries) {
    this.#locks = locks
    this.#entries = entries
  }

  /** Calls that wait, in the order in which they came. */
  get waiting(): readonly Waiting[] {
    return [...this.#waiting]
  }

  close(ids: readonly string[], isInside: () => boolean): void {
    this.#isInside = isInside
    for (const id of ids.filter((each) => this.#entries.canWait(each))) {
      const code = this.#entries.bound(id)
      const gate = this.#createGate(id, code as Callable)
      this.#closed.set(id, { code, gate })
      this.#entries.put(id, gate)
    }
  }

  /** What has not been bound anew meanwhile is as it was; the calls that waited go on with what there is then. */
  open(): void {
    for (const [id, { code, gate }] of this.#closed) if (this.#entries.bound(id) === gate) this.#entries.put(id, code)
    this.#closed.clear()
    this.#opened.resolve()
    this.#opened = Promise.withResolvers()
  }

  #createGate(id: string, code: Callable): Callable {
    const isInside = (): boolean => this.#isInside()
    const wait = (self: unknown, values: unknown[]): Promise<unknown> => this.#wait(id, self, values)
    return function (this: unknown, ...values: unknown[]): unknown {
      return isInside() ? code.apply(this, values) : wait(this, values)
    }
  }

  async #wait(id: string, self: unknown, values: unknown[]): Promise<unknown> {
    const waiting = { process: this.#locks.current.number, procedure: id }
    this.#waiting.add(waiting)
    this.#locks.waiting++
    await this.#opened.promise
    this.#locks.waiting--
    this.#waiting.delete(waiting)
    return (this.#entries.bound(id) as Callable).apply(self, values)
  }
}
