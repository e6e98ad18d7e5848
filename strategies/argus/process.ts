import type { Line, Outside, Received } from '../../harness/host/main-arguments.ts'
import type { Work } from './action.ts'

export type Request = Received<unknown> | undefined

/** A process that runs `main`, over all crashes of the guardian. */
export interface Process {
  readonly number: number
  readonly line: Line<unknown, unknown>
  readonly outside: Outside
  readonly ended: PromiseWithResolvers<void>
  hasEnded: boolean
}

/** What touches the world outside goes through the action at work; what is in the files is what has been committed. */
export function wrapOutside(
  outside: Outside,
  work: () => Work | undefined,
  commits: { readonly acknowledged: Promise<void> },
): Outside {
  const present = (): Work => {
    const at = work()
    if (at === undefined) throw new Error('main acts outside of any action')
    return at
  }
  return {
    parameters: outside.parameters,
    now: () => present().read(() => outside.now()),
    async after(ms) {
      await present().ask(() => outside.after(ms))
    },
    disk: {
      async append(file, record) {
        present().append(file, record)
      },
      async read(file) {
        const read = async (): Promise<readonly string[]> => {
          await commits.acknowledged
          return outside.disk.read(file)
        }
        return (await present().ask(read)) as readonly string[]
      },
    },
  }
}

/** The line of a `main` that does logged actions again: it is given their requests, and its replies are not sent. */
export class RedoneClient {
  readonly line: Line<unknown, unknown>
  #outstanding = 0
  readonly #given: Request[] = []
  #waiter: ((request: Request) => void) | undefined
  #settled: (() => void) | undefined

  constructor() {
    this.line = {
      receive: () => this.#receive(),
      reply: () => {
        this.#outstanding--
        this.#tell()
      },
    }
  }

  give(request: Received<unknown>): void {
    const waiter = this.#waiter
    this.#waiter = undefined
    this.#outstanding++
    if (waiter === undefined) this.#given.push(request)
    else waiter(request)
  }

  /** Resolves when all has been answered, and more is asked for. */
  async settle(): Promise<void> {
    if (this.#isSettled) return
    await new Promise<void>((resolve) => {
      this.#settled = resolve
    })
  }

  get #isSettled(): boolean {
    return this.#waiter !== undefined && this.#outstanding === 0 && this.#given.length === 0
  }

  #receive(): Promise<Request> | Request {
    const given = this.#given.shift()
    if (given !== undefined) return given
    const request = new Promise<Request>((resolve) => {
      this.#waiter = resolve
    })
    this.#tell()
    return request
  }

  #tell(): void {
    if (!this.#isSettled) return
    this.#settled?.()
    this.#settled = undefined
  }
}
