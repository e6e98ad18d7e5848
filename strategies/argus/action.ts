import { deserialize, serialize } from 'node:v8'

/** What reached a guardian while it worked on an action: all that its code did follows from this. */
export type Happening =
  /** `main` begins in a process. */
  | { readonly kind: 'start'; readonly process: number }
  | { readonly kind: 'request'; readonly process: number; readonly id: number; readonly body: unknown }
  /** A handler is called. */
  | { readonly kind: 'call'; readonly procedure: string; readonly values: readonly unknown[] }
  /** An answer from outside: from another guardian's handler, the disk, a timer. */
  | { readonly kind: 'result'; readonly number: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly number: number; readonly name: string; readonly message: string }

/** When it happened: after so many questions had been asked, and so many handlers had ended. */
interface Moment {
  readonly asked: number
  readonly ended: number
}

/** An action as it is kept in stable storage. */
export interface LoggedAction extends Moment {
  readonly number: number
  /** Process of the top-level action, at the guardian where it began. */
  readonly process?: number
  readonly happenings: readonly Uint8Array[]
  /** Of the clock, in order. */
  readonly readings: readonly number[]
}

/** What a guardian's code asks of the world outside while it works on an action: alive, or when the action is done again. */
export interface Work {
  ask(perform: (number: number) => Promise<unknown>): Promise<unknown>
  read(clock: () => number): number
  append(file: string, record: string): void
}

/** An action under way at a guardian. What it does becomes permanent only when it commits. */
export class Action implements Work {
  readonly number: number
  readonly process: number | undefined
  /** The guardian has crashed: nothing of the action goes on. */
  isAborted = false
  /** Other guardians that take part. */
  readonly touched = new Set<string>()
  readonly appends: (readonly [file: string, record: string])[] = []
  readonly replies: (readonly [id: number, reply: unknown])[] = []
  readonly #happenings: Uint8Array[] = []
  readonly #readings: number[] = []
  readonly #answers = new Map<string, Promise<unknown>>()
  #asked = 0
  #ended = 0

  constructor(number: number, process: number | undefined) {
    this.number = number
    this.process = process
  }

  record(happening: Happening): void {
    this.#happenings.push(serialize({ ...happening, asked: this.#asked, ended: this.#ended }))
  }

  ask(perform: (number: number) => Promise<unknown>): Promise<unknown> {
    const number = this.#asked++
    return this.#note(number, perform(number))
  }

  read(clock: () => number): number {
    const reading = clock()
    this.#readings.push(reading)
    return reading
  }

  append(file: string, record: string): void {
    this.appends.push([file, record])
  }

  /** Carries out a call once, however often it is asked for. */
  once(key: string, handle: () => Promise<unknown>): Promise<unknown> {
    return this.#answers.getOrInsertComputed(key, handle)
  }

  async handle(procedure: string, values: readonly unknown[], run: () => unknown): Promise<unknown> {
    this.record({ kind: 'call', procedure, values })
    try {
      return await run()
    } finally {
      this.#ended++
    }
  }

  log(): LoggedAction {
    return {
      number: this.number,
      happenings: this.#happenings,
      readings: this.#readings,
      asked: this.#asked,
      ended: this.#ended,
      ...(this.process === undefined ? {} : { process: this.process }),
    }
  }

  async #note(number: number, answer: Promise<unknown>): Promise<unknown> {
    try {
      const value = await answer
      if (this.isAborted) return await never()
      this.record({ kind: 'result', number, value })
      return value
    } catch (error) {
      if (this.isAborted) return never()
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      this.record({ kind: 'error', number, name, message })
      throw error
    }
  }
}

/** What is waited for by code that will not go on. */
export function never(): Promise<never> {
  return new Promise(() => undefined)
}

export function readHappenings({ happenings }: LoggedAction): (Happening & Moment)[] {
  return happenings.map((bytes) => deserialize(bytes) as Happening & Moment)
}
