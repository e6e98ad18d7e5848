import { Suspensions, type Suspendable } from './suspensions.ts'

/** What records a trace and offers every boundary as an update point; absent from a timed program. */
export interface TraceHooks {
  enter(version: string, index: number, self: unknown): unknown
  exit(token: unknown): void
  suspend(token: unknown, value: unknown): unknown
  resume(token: unknown, value: unknown): unknown
  construct(version: string, adt: string, self: object): void
}

interface Frame extends Suspendable {
  readonly token: unknown
}

/** What traced text calls. */
export class TraceFrames extends Suspensions<Frame> {
  readonly #hooks: TraceHooks

  constructor(hooks: TraceHooks) {
    super()
    this.#hooks = hooks
  }

  protected suspended({ token }: Frame, value: unknown): void {
    this.#hooks.suspend(token, value)
  }

  protected resumed({ token }: Frame, value: unknown): void {
    this.#hooks.resume(token, value)
  }

  enter(version: string, index: number, self: unknown): Frame {
    return { token: this.#hooks.enter(version, index, self), away: false }
  }

  exit(frame: Frame): void {
    this.resume(frame, undefined)
    this.#hooks.exit(frame.token)
  }

  construct(version: string, adt: string, self: object): void {
    this.#hooks.construct(version, adt, self)
  }
}
