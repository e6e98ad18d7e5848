import type { ReplyCheck } from '../check/observable.ts'
import type { Timeline } from '../host/timeline.ts'
import type { History } from '../load/history.ts'
import { checkReplies, stepsOf } from '../pipeline.ts'
import type { Exploration } from './exploration.ts'

/** Histories that are kept; beyond that a history is checked again. */
const mostKept = 2000

/**
 * Checks histories, each kind of history once. Two in which the same requests were handed out and answered in the same
 * order, with the same replies, and with the update's marks at the same places, differ only in their times, and those no
 * check of an explored run looks at: it has no deadlines. A history with violations is checked each time, as the
 * explanations name times.
 */
export class KnownHistories {
  readonly #exploration: Exploration
  readonly #clean = new Map<string, ReplyCheck>()

  constructor(exploration: Exploration) {
    this.#exploration = exploration
  }

  check(history: History, timeline: Timeline, files: ReadonlyMap<string, readonly string[]>): ReplyCheck {
    const key = identify(history, timeline, files)
    const known = this.#clean.get(key)
    if (known !== undefined) return known
    const { prepared, seed, parameters } = this.#exploration
    const steps = stepsOf(prepared, timeline, history)
    const check = checkReplies({ seed, parameters, traced: true }, prepared, steps, history, files)
    if (check.examples.length === 0 && this.#clean.size < mostKept) this.#clean.set(key, check)
    return check
  }
}

function identify(history: History, { result }: Timeline, files: ReadonlyMap<string, readonly string[]>): string {
  const { count, update, digest, replies, rank, takenAfter, segments, errors, doneMs } = history
  const rest = {
    count,
    segments: segments.map(({ name, first, end }) => [name, first, end]),
    errors,
    // Replies come at different times: so many had come when the command was given.
    before: update === undefined ? 0 : countBefore(doneMs, count, update.commandMs),
    marks: [update?.completedNext, update?.withdrawnNext, update !== undefined],
    outcome: [result?.outcome, result?.inForce],
    files: [...files],
  }
  const arrays = [digest, replies, rank, takenAfter].map((array) =>
    Buffer.from(array.buffer, array.byteOffset, count * array.BYTES_PER_ELEMENT).toString('latin1'),
  )
  return `${JSON.stringify(rest)} ${arrays.join('')}`
}

function countBefore(doneMs: Float64Array, count: number, ms: number): number {
  let before = 0
  for (let id = 0; id < count; id++) if (doneMs[id]! > 0 && doneMs[id]! < ms) before++
  return before
}
