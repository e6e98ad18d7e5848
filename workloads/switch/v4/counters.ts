import type { LookupOutcome } from '../protocol.ts'

/** Lookups by outcome, with room for outcomes to come. */
const lookups = new Float64Array(4)

export function countLookup(outcome: LookupOutcome): void {
  lookups[outcome]!++
}

export function listLookups(): number[] {
  return Array.from(lookups)
}
