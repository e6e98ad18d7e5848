/** An activation of a procedure that can suspend. */
export interface Suspendable {
  /** It has suspended and has not gone on yet. */
  away: boolean
}

type Iteration = Promise<IteratorResult<unknown>>

/**
 * What emitted text calls where a procedure suspends or goes on. An activation that suspends may go on in a handler, or
 * not at all: `suspended` and `resumed` hear of each suspension and resumption once, in order, whichever way it goes.
 */
export abstract class Suspensions<A extends Suspendable> {
  protected abstract suspended(activation: A, value: unknown): void

  protected abstract resumed(activation: A, value: unknown): void

  suspend(activation: A, value: unknown): unknown {
    if (!activation.away) {
      activation.away = true
      this.suspended(activation, value)
    }
    return value
  }

  resume(activation: A, value: unknown): unknown {
    if (activation.away) {
      activation.away = false
      this.resumed(activation, value)
    }
    return value
  }

  /** What a `for await` goes over: it suspends at each step. The promises are the iterator's own, so that no turn is added. */
  iterate(activation: A, iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown> {
    const iterator =
      Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : fromSync(iterable[Symbol.iterator]())
    const step = (promise: Iteration): Iteration => {
      this.suspend(activation, undefined)
      const resume = (): void => void this.resume(activation, undefined)
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
