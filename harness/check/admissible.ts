import type { History, UpdateMarks } from '../load/history.ts'
import type { Outcome } from '../store/record.ts'

/** One update of those that a program went through, in order. */
export interface Step {
  /** The release that it leads to. */
  readonly to: string
  readonly outcome: Outcome
  readonly marks: UpdateMarks
}

/** The moments of an update, turned into what each request may show. */
interface Window {
  readonly to: string
  /** A reply before this can only be the old version's. */
  readonly eitherFromMs: number
  /** Requests from this one on were handed out after completion. */
  readonly newFrom: number
  /** Requests from this one on were handed out after the update had been given up: all, where none may show. */
  readonly oldAgainFrom: number
}

/**
 * Which versions may have served a request. Whether an update may show in the replies, and between which moments, is a
 * matter of its outcome:
 *   completed         from the command on either version, from completion on only the new one
 *   failed, stalled   from the command on either, from the withdrawal on only the old one
 *   failed, without   either for good: nothing says that the old version ever ran alone again
 *   stalled, without  only the old version: it never found a moment to change anything
 *   refused, none     only the old version
 * Of several updates each begins with what the one before it has left in force.
 */
export class Admission {
  /** All that ran, in the order in which they came into force. */
  readonly versions: readonly string[]
  readonly #history: History
  readonly #from: string
  readonly #steps: readonly Step[]
  readonly #windows: readonly Window[]
  /** Of the request that was asked for last: how many updates had ended for it, and what they had left in force. */
  #id = 0
  #ended = 0
  #inForce: readonly string[]
  readonly #spans = new Map<number, readonly string[]>()

  constructor(history: History, from: string, steps: readonly Step[]) {
    this.#history = history
    this.#from = from
    this.#steps = steps
    this.#windows = steps.map(getWindow)
    this.#inForce = [from]
    this.versions = [...new Set([from, ...steps.map(({ to }) => to)])]
  }

  /** One version, or, while an update runs, either: the older ones first. A request without a reply leaves it open when it was served. */
  of(id: number): readonly string[] {
    this.#goTo(id)
    const { replies, doneMs } = this.#history
    const doneAtMs = replies[id] === 0 ? Infinity : doneMs[id]!
    let end = this.#ended
    while (end < this.#windows.length && this.#windows[end]!.eitherFromMs <= doneAtMs) end++
    return end === this.#ended ? this.#inForce : this.#span(end)
  }

  /** Versions that had been in force before the only one that may have served a request. */
  before(id: number): readonly string[] {
    const admissible = this.of(id)
    const passed = this.#windows.slice(0, this.#ended).filter(({ newFrom }) => newFrom <= id)
    const earlier = [this.#from, ...passed.map(({ to }) => to)]
    return admissible.length > 1 ? [] : earlier.filter((version) => !admissible.includes(version))
  }

  /** For the reader of a violation: `only v1, since the reply came before the update command`. */
  explain(id: number): string {
    const admissible = this.of(id)
    if (admissible.length > 1) return `${admissible.join(' or ')}, while the update ran`
    const only = `only ${admissible.join()}`
    const isNew = this.#windows.slice(0, this.#ended).some(({ newFrom }) => newFrom <= id)
    if (isNew) return `${only}, since the request was handed out after completion`
    const step = this.#steps[this.#ended] ?? this.#steps.at(-1)
    if (step === undefined) return only
    if (this.#history.doneMs[id]! < step.marks.commandMs)
      return `${only}, since the reply came before the update command`
    return `${only}, since the update was ${step.outcome === 'none' ? 'not made' : step.outcome}`
  }

  /** The latest update whose command had been given at a moment; the first one before that. */
  marksAt(atMs: number): UpdateMarks | undefined {
    return (this.#steps.findLast(({ marks }) => marks.commandMs <= atMs) ?? this.#steps[0])?.marks
  }

  /** Requests are mostly asked for in their order, so that each update is passed once. */
  #goTo(id: number): void {
    if (id < this.#id) {
      this.#ended = 0
      this.#inForce = [this.#from]
    }
    this.#id = id
    for (; this.#ended < this.#windows.length; this.#ended++) {
      const { to, newFrom, oldAgainFrom } = this.#windows[this.#ended]!
      if (id < newFrom && id < oldAgainFrom) return
      if (id >= newFrom) this.#inForce = [to]
    }
  }

  /** What is in force, and what the updates that are under way lead to. */
  #span(end: number): readonly string[] {
    return this.#spans.getOrInsertComputed(this.#ended * (this.#windows.length + 1) + end, () => {
      const showing = this.#windows.slice(this.#ended, end).filter(({ oldAgainFrom }) => oldAgainFrom > 0)
      return [...new Set([...this.#inForce, ...showing.map(({ to }) => to)])]
    })
  }
}

function getWindow({ to, outcome, marks }: Step): Window {
  const withdrawn = marks.withdrawnNext !== undefined
  const shows = outcome === 'completed' || outcome === 'failed' || (outcome === 'stalled' && withdrawn)
  if (!shows) return { to, eitherFromMs: marks.commandMs, newFrom: Infinity, oldAgainFrom: 0 }
  return {
    to,
    eitherFromMs: marks.commandMs,
    newFrom: outcome === 'completed' ? (marks.completedNext ?? Infinity) : Infinity,
    oldAgainFrom: outcome === 'completed' ? Infinity : (marks.withdrawnNext ?? Infinity),
  }
}
