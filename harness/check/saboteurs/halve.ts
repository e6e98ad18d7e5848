import { mixSome } from './mixing.ts'

/** Every other one of the procedures that change, and the others when a few more requests have been served. */
export const strategy = mixSome('halve', ({ affected }) =>
  [...affected].toSorted().filter((_, index) => index % 2 === 0),
)
