import type { Model, Traffic } from '../../workloads/contract.ts'
import type { History } from '../load/history.ts'
import { ReplyChecker } from './reply-checker.ts'
import type { CheckOptions, ReplyCheck, Unanswered } from './reply-checker.ts'

export type { CheckOptions, ReplyCheck } from './reply-checker.ts'

/**
 * Checks every reply of a trial, by `checkReplies`. Whether the program had served a request that got no reply cannot be
 * seen, nor by which version, and a wrong guess makes each later reply look wrong. So where replies are both missing and
 * wrong, it tries all guesses and keeps the one that accuses the program of least.
 */
export function checkHistory<Request, Reply>(
  history: History,
  traffic: Traffic<Request, Reply>,
  createModel: () => Model<Request, Reply>,
  options: CheckOptions,
): ReplyCheck {
  const served = checkReplies(history, traffic, createModel(), { ...options, unanswered: 'served' })
  // The search of overlapping requests tries both by itself.
  if (options.consistency !== undefined) return served
  const { lost, errored } = served.violations
  let best = served
  for (const unanswered of otherGuesses) {
    const { wrong, stale, finalState } = best.violations
    if (lost + errored === 0 || wrong + stale + finalState === 0) return best
    const guessed = checkReplies(history, traffic, createModel(), { ...options, unanswered })
    // A run that looked at less must not win by that.
    if (guessed.unchecked <= best.unchecked && count(guessed) < count(best)) best = guessed
  }
  return best
}

const otherGuesses: readonly Unanswered[] = ['unserved', 'served by new']

/**
 * Checks requests in the order of their numbers, which is the order of service, against what the admissible versions
 * reply (see `Admission`). A reply that only one of them gives tells which version served the request, and the model
 * moves on as that one does. Where both would reply the same, or none came, it moves on as the version that the latest
 * such evidence pointed to: so versions whose effects on a request differ should reply to it differently.
 */
export function checkReplies<Request, Reply>(
  history: History,
  traffic: Traffic<Request, Reply>,
  model: Model<Request, Reply>,
  options: CheckOptions,
): ReplyCheck {
  return new ReplyChecker(history, traffic, model, options).check()
}

function count({ violations }: ReplyCheck): number {
  return Object.values(violations).reduce((sum, n) => sum + n, 0)
}
