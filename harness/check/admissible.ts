import type { History } from '../load/history.ts'
import type { Outcome } from '../store/record.ts'

/** Versions that may have served a request: one, or, while the update runs, either. */
export type Admissible = 'old' | 'new' | 'either'

/** The history's own marks, turned into what each request may show. */
export interface Admission {
  /** A reply before this can only be the old version's. */
  readonly eitherFromMs: number
  /** Requests from this one on were handed out after completion. */
  readonly newFrom: number
  /** Requests from this one on were handed out after the update had been given up: all, where none may show. */
  readonly oldAgainFrom: number
}

/**
 * Whether an update may show in the replies, and between which moments, by its outcome:
 *   completed         from the command on either version, from completion on only the new one
 *   failed, stalled   from the command on either, from the withdrawal on only the old one
 *   failed, without   either for good: nothing says that the old version ever ran alone again
 *   stalled, without  only the old version: it never found a moment to change anything
 *   refused, none     only the old version
 */
export function getAdmission({ update }: History, outcome: Outcome, hasNew: boolean): Admission {
  const withdrawn = update?.withdrawnNext !== undefined
  const shows = outcome === 'completed' || outcome === 'failed' || (outcome === 'stalled' && withdrawn)
  if (update === undefined || !hasNew || !shows) return onlyOld
  return {
    eitherFromMs: update.commandMs,
    newFrom: outcome === 'completed' ? (update.completedNext ?? Infinity) : Infinity,
    oldAgainFrom: outcome === 'completed' ? Infinity : (update.withdrawnNext ?? Infinity),
  }
}

const onlyOld: Admission = {
  eitherFromMs: Infinity,
  newFrom: Infinity,
  oldAgainFrom: 0,
}

/** Which versions may have served request `id`. One without a reply leaves it open when it was served. */
export function getAdmissible(admission: Admission, { replies, doneMs }: History, id: number): Admissible {
  if (id >= admission.newFrom) return 'new'
  if (id >= admission.oldAgainFrom) return 'old'
  return replies[id] !== 0 && doneMs[id]! < admission.eitherFromMs ? 'old' : 'either'
}
