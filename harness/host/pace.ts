import type { LineControl } from '../load/line-control.ts'
import { SiteDown } from './controller.ts'

/** For so long the pace is watched before it is judged: a program that has just started is slow. */
const judgedAfterMs = 3000

/** Thrown where load is more than the program will ever get through: the trial is over, though nothing is broken. */
export class TooSlow extends SiteDown {
  constructor(message: string) {
    super(message, { answers: true })
  }
}

export interface Stretch {
  /** Number of the request after its last one. */
  readonly end: number
  readonly limitMs: number
  /** `the set-up of 1,000 requests`. */
  readonly name: string
  readonly remedy: string
}

/** Whether a stretch of load will be served within a limit, by how much of it has been. */
export class Pace {
  readonly #line: LineControl
  readonly #stretch: Stretch
  readonly #sinceMs: number
  readonly #from: number

  constructor(line: LineControl, nowMs: number, stretch: Stretch) {
    this.#line = line
    this.#stretch = stretch
    this.#sinceMs = nowMs
    this.#from = line.progress
  }

  /** @throws TooSlow where it has taken too long, or would take more than twice that */
  check(nowMs: number): void {
    const { end, limitMs, name, remedy } = this.#stretch
    const elapsedMs = nowMs - this.#sinceMs
    const served = this.#line.progress - this.#from
    const left = end - this.#line.progress
    if (elapsedMs < judgedAfterMs || left <= 0) return
    const neededMs = elapsedMs + (left * elapsedMs) / Math.max(1, served)
    if (elapsedMs <= limitMs && neededMs <= 2 * limitMs) return
    throw new TooSlow(
      `too slow for its load: ${name} would take about ${seconds(neededMs)} (${served.toLocaleString('en')} requests in ` +
        `${seconds(elapsedMs)}), and a trial waits ${seconds(limitMs)}. ${remedy}`,
    )
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000).toLocaleString('en')} s`
}
