import type { LineControl } from '../load/line-control.ts'
import { SiteDown } from './controller.ts'

/** Notices that replies which are owed have stopped to come. */
export class ProgressWatch {
  readonly #line: LineControl
  readonly #hangMs: number
  #progress = 0
  #progressMs = 0

  constructor(line: LineControl, hangMs: number) {
    this.#line = line
    this.#hangMs = hangMs
  }

  start(nowMs: number): void {
    this.#progressMs = nowMs
  }

  /** @throws SiteDown where none has come for too long */
  check(nowMs: number): void {
    if (this.#line.progress !== this.#progress || !this.#line.isOwed(nowMs)) {
      this.#progress = this.#line.progress
      this.#progressMs = nowMs
    } else if (nowMs - this.#progressMs > this.#hangMs) {
      throw new SiteDown(`hung: no reply for ${Math.round(nowMs - this.#progressMs)} ms while requests were due`)
    }
  }
}
