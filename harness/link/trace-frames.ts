/** What records a trace and offers every boundary as an update point; absent from a timed program. */
export interface TraceHooks {
  enter(version: string, index: number, self: unknown): unknown
  exit(token: unknown): void
  suspend(token: unknown, value: unknown): unknown
  resume(token: unknown, value: unknown): unknown
  construct(version: string, adt: string, self: object): void
}

interface Frame {
  readonly token: unknown
  /** It has suspended and has not gone on yet. */
  away: boolean
}

type Iteration = Promise<IteratorResult<unknown>>

/**
 * What traced text calls. An activation that suspends may go on in a handler, or not at all: this tells the hooks of
 * each suspension and resumption once, in order, whichever way it goes.
 */
export class TraceFrames {
  readonly #hooks: TraceHooks

  constructor(hooks: TraceHooks) {
    this.#hooks = hooks
  }

  enter(version: string, index: number, self: unknown): Frame {
    return { token: this.#hooks.enter(version, index, self), away: false }
  }

  exit(frame: Frame): void {
    this.resume(frame, undefined)
    this.#hooks.exit(frame.token)
  }

  suspend(frame: Frame, value: unknown): unknown {
    if (!frame.away) {
      frame.away = true
      this.#hooks.suspend(frame.token, value)
    }
    return value
  }

  resume(frame: Frame, value: unknown): unknown {
    if (frame.away) {
      frame.away = false
      this.#hooks.resume(frame.token, value)
    }
    return value
  }

  construct(version: string, adt: string, self: object): void {
    this.#hooks.construct(version, adt, self)
  }

  /** What a `for await` goes over: it suspends at each step. The promises are the iterator's own, so that no turn is added. */
  iterate(frame: Frame, iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown> {
    const iterator =
      Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : fromSync(iterable[Symbol.iterator]())
    const step = (promise: Iteration): Iteration => {
      this.suspend(frame, undefined)
      const resume = (): void => void this.resume(frame, undefined)
      promise.then(resume, resume)
      return promise
    }
    const end = iterator.return === undefined ? {} : { return: () => step(iterator.return!()) }
    return { [Symbol.asyncIterator]: () => ({ next: () => step(iterator.next()), ...end }) }
  }
}

function fromSync(iterator: Iterator<unknown>): AsyncIterator<unknown> {
  const settle = ({ value, done }: IteratorResult<unknown, unknown>): Iteration =>
    Promise.resolve(value).then((settled: unknown) => ({ value: settled, done: done ?? false }))
  return {
    next: () => settle(iterator.next()),
    ...(iterator.return === undefined ? {} : { return: () => settle(iterator.return!()) }),
  }
}
