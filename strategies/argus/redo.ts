import { readHappenings, type LoggedAction, type Work } from './action.ts'

/** What does again, at a guardian, what a logged action did. */
export interface Performer {
  start(process: number): void
  give(process: number, request: { readonly id: number; readonly body: unknown }): void
  call(procedure: string, values: readonly unknown[]): unknown
  /** Resolves when `main` has answered all that it was given and asks for more. */
  settled(process: number): Promise<void>
}

/** An action that is done again: its questions are answered from the log, in the same order between the same steps. */
export class Redone implements Work {
  readonly #readings: readonly number[]
  readonly #asked: PromiseWithResolvers<unknown>[] = []
  #read = 0
  #ended = 0
  #progress: (() => void) | undefined

  constructor({ readings }: LoggedAction) {
    this.#readings = readings
  }

  ask(): Promise<unknown> {
    const question = Promise.withResolvers<unknown>()
    this.#asked.push(question)
    this.#progress?.()
    return question.promise
  }

  read(): number {
    return this.#readings[this.#read++] ?? NaN
  }

  /** It is in the file, or about to be. */
  append(): void {}

  async perform(action: LoggedAction, performer: Performer): Promise<void> {
    for (const happening of readHappenings(action)) {
      await this.#reach(happening.asked, happening.ended)
      switch (happening.kind) {
        case 'start':
          performer.start(happening.process)
          break
        case 'request':
          performer.give(happening.process, happening)
          break
        case 'call':
          void this.#handle(performer, happening.procedure, happening.values)
          break
        case 'result':
          this.#asked[happening.number]?.resolve(happening.value)
          break
        case 'error':
          this.#asked[happening.number]?.reject(makeError(happening.name, happening.message))
      }
    }
    await this.#reach(action.asked, action.ended)
    if (action.process !== undefined) await performer.settled(action.process)
  }

  async #handle(performer: Performer, procedure: string, values: readonly unknown[]): Promise<void> {
    try {
      await performer.call(procedure, values)
    } catch {
      // The caller was told then: that is in its own log.
    }
    this.#ended++
    this.#progress?.()
  }

  /** Resolves when so many questions have been asked and so many handlers have ended. */
  async #reach(asked: number, ended: number): Promise<void> {
    while (this.#asked.length < asked || this.#ended < ended) {
      await new Promise<void>((resolve) => {
        this.#progress = resolve
      })
    }
  }
}

export function makeError(name: string, message: string): Error {
  const error = new Error(message)
  error.name = name
  return error
}
