import type { PhasePart, PhaseSpan } from '../store/record.ts'

/** From a moment on requests are routed to so many units. */
export interface Routing {
  readonly atMs: number
  readonly units: number
}

/** What is noted of an update while it is led: its moments, its phases, and the commands that it took. */
export class UpdateNotes {
  readonly spans: PhaseSpan[] = []
  loadMs = 0
  commandMs = 0
  commandNext = 0
  commands = 0
  decisions = 0
  readonly routings: Routing[] = []
  readonly #now: () => number
  readonly #next: () => number

  /** @param next number of the next request to be handed out */
  constructor(now: () => number, next: () => number) {
    this.#now = now
    this.#next = next
  }

  markLoad(): void {
    this.loadMs = this.#now()
  }

  markCommand(): void {
    this.commandMs = this.#now()
    this.commandNext = this.#next()
  }

  route(units: number): void {
    this.routings.push({ atMs: this.#now(), units })
  }

  async phase<T>(phase: string, part: PhasePart, step: () => Promise<T>): Promise<T> {
    const startMs = this.#now()
    try {
      return await step()
    } finally {
      this.spans.push({ site: 'controller', phase, part, startMs, endMs: this.#now() })
    }
  }
}
