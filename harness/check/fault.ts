import type { ObservableKind } from '../store/record.ts'

/** What is wrong with a request, as one byte. That a reply is late depends on a deadline, so it has no code. */
export type Fault = Exclude<ObservableKind, 'late'>

/** `good` is 0, so that a fresh array holds good requests. */
export const faultCodes = {
  good: 0,
  lost: 1,
  duplicated: 2,
  wrong: 3,
  errored: 4,
  outOfOrder: 5,
  stale: 6,
  finalState: 7,
} as const satisfies Record<'good' | Fault, number>
