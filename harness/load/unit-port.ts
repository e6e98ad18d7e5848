import { PROGRESS, type LineMemory } from './line-memory.ts'
import { neverDone, replyWords, type FromUnit, type ToUnit } from './line-messages.ts'

interface PortEvents {
  heard(message: FromUnit): void
  released(): void
  closed(): void
}

/** A unit in a process of its own, as the line at home sees it: what it has been given, and what came back. */
export class UnitPort {
  readonly unit: number
  /** It has a state, and is told of all that is handed out. */
  follows = false
  /** It is to take nothing. */
  isHeld = false
  /** Requests before this one are in its state, or under way, as far as it has told. */
  position = 0
  readonly #post: (message: ToUnit) => void
  readonly #memory: LineMemory
  readonly #events: PortEvents
  /** It has been told of requests before this one, or is about to be. */
  #noted = 0
  #ranges: number[] = []
  #given = 0
  #allowed = 0
  #answered = 0
  /** It is to say when it is quiet: has it been asked, and has it said so? */
  #settling: 'no' | 'to be asked' | 'asked' | 'settled' = 'no'
  #knowsProbes = false
  #knowsClosed = false

  constructor(unit: number, post: (message: ToUnit) => void, memory: LineMemory, events: PortEvents) {
    this.unit = unit
    this.#post = post
    this.#memory = memory
    this.#events = events
  }

  /** How many requests it can be given now. */
  get room(): number {
    return this.#allowed - this.#given
  }

  /** Requests that it was given are under way, and it has not said that none of them will be answered. */
  get isBusy(): boolean {
    return this.#given > this.#answered && this.#settling !== 'settled'
  }

  /** Requests up to `end` have been handed out since the last time: to this unit, or to another. */
  note(end: number, isOwn: boolean): void {
    if (isOwn) {
      this.#given += end - this.#noted
      this.#settling = 'no'
    }
    const last = this.#ranges.at(-1)
    const goesOn = last !== undefined && last < 0 === isOwn
    if (goesOn) this.#ranges.pop()
    this.#ranges.push(isOwn ? -end : end)
    this.#noted = end
  }

  /** It is to say when it is quiet, if it has not been asked yet. */
  settle(): void {
    if (this.#settling === 'no') this.#settling = 'to be asked'
  }

  /** Tells it what it does not know yet: all that has happened before `next`. */
  tell(next: number, probesFrom: number | undefined, closed: boolean): void {
    if (!this.follows) return
    if (this.#noted < next) this.note(next, false)
    const isFirstProbe = probesFrom !== undefined && !this.#knowsProbes
    const isClosing = closed && !this.#knowsClosed
    const settle = this.#settling === 'to be asked'
    if (this.#ranges.length === 0 && !isFirstProbe && !isClosing && !settle) return
    this.#post({
      ranges: this.#ranges,
      ...(isFirstProbe ? { probesFrom } : {}),
      ...(isClosing ? { closed } : {}),
      ...(settle ? { settle } : {}),
    })
    this.#ranges = []
    if (settle) this.#settling = 'asked'
    this.#knowsProbes ||= isFirstProbe
    this.#knowsClosed ||= isClosing
  }

  /** Takes what the unit says. */
  take(message: FromUnit): void {
    const { from, allowed, position, replies, settled } = message
    if (from !== undefined) {
      this.follows = true
      this.#noted = from
    }
    this.#allowed = allowed
    this.position = position
    if (settled === true && this.#settling === 'asked') this.#settling = 'settled'
    for (let at = 0; at < replies.length; at += replyWords) this.#answer(replies, at)
    this.#events.heard(message)
  }

  hold(): void {
    this.isHeld = true
  }

  release(): void {
    this.isHeld = false
    this.#events.released()
  }

  /** The unit is gone: it is given nothing any more. Replies that are on their way still count. */
  close(): void {
    this.#events.closed()
  }

  #answer(words: Float64Array, at: number): void {
    const { taker, replies, doneMs, digest, rank, control } = this.#memory
    const id = words[at]!
    const [process, doneAtMs] = [words[at + 1]!, words[at + 3]!]
    if (process > 0) taker[id] = process
    if (doneAtMs === neverDone) return
    const earlier = replies[id]!
    if (earlier > 0) replies[id] = Math.min(earlier + 1, 255)
    // What was cut off is not answered any more: a reply of nobody can only be one too many.
    if (earlier > 0 || process === 0) return
    this.#answered++
    digest[id] = words[at + 2]!
    replies[id] = 1
    doneMs[id] = doneAtMs
    rank[id] = Atomics.add(control, PROGRESS, 1)
  }
}
