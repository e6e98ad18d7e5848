import { Suspensions, type Suspendable } from './suspensions.ts'

/** What records a trace and offers every boundary as an update point; absent from a timed program. */
export interface TraceHooks {
  /** A procedure is entered: what stands for this activation from now on. */
  enter(version: string, index: number, self: unknown): Suspendable
  exit(activation: Suspendable): void
  suspend(activation: Suspendable): void
  resume(activation: Suspendable): void
  construct(version: string, adt: string, self: object): void
}

/** What traced text calls. */
export class TraceFrames extends Suspensions<Suspendable> {
  readonly #hooks: TraceHooks

  constructor(hooks: TraceHooks) {
    super()
    this.#hooks = hooks
  }

  protected suspended(activation: Suspendable): void {
    this.#hooks.suspend(activation)
  }

  protected resumed(activation: Suspendable): void {
    this.#hooks.resume(activation)
  }

  enter(version: string, index: number, self: unknown): Suspendable {
    return this.#hooks.enter(version, index, self)
  }

  exit(activation: Suspendable): void {
    this.resume(activation, undefined)
    this.#hooks.exit(activation)
  }

  construct(version: string, adt: string, self: object): void {
    this.#hooks.construct(version, adt, self)
  }
}
