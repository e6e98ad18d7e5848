import type { Claim } from '../../../strategies/contract.ts'
import type { ChangeKind } from '../../program/change-kind.ts'
import type { Trial } from '../../store/record.ts'

/** What came of an update, in one character. */
export const markSymbols = {
  completed: '✓',
  refused: '–',
  stalled: '✗',
  violated: '!',
  unknown: '?',
  failed: '†',
} as const

export type Mark = keyof typeof markSymbols

export const legend =
  '✓ completed without violation · – refused · ✗ stalled · ! with violations · † failed half-way · ? undecided'

/** Claims in the same characters. */
const claimMarks = {
  completes: 'completed',
  refuses: 'refused',
  stalls: 'stalled',
  violates: 'violated',
} as const satisfies Record<Claim['expect'], Mark>

export const claimSymbols = {
  completes: markSymbols.completed,
  refuses: markSymbols.refused,
  stalls: markSymbols.stalled,
  violates: markSymbols.violated,
} as const satisfies Record<Claim['expect'], string>

/** Violations weigh more than how an update ended: a stalled one that broke something shows `!`. */
export function getMark({ outcome, verdict }: Trial): Mark {
  if (outcome === 'refused' || outcome === 'failed') return outcome
  if (verdict === 'invalid') return 'violated'
  if (verdict === 'unknown') return 'unknown'
  return outcome === 'stalled' ? 'stalled' : 'completed'
}

export interface ClaimedMark {
  readonly mark: Mark
  /** The kinds of change that decide, with the notes to them. */
  readonly because: string
}

/** The strongest claim on any of an update's kinds: who refuses one kind refuses the update. */
export function getClaimedMark(
  claims: Readonly<Record<ChangeKind, Claim>>,
  changes: readonly ChangeKind[],
): ClaimedMark | undefined {
  for (const expect of ['refuses', 'stalls', 'violates', 'completes'] as const) {
    const deciding = changes.filter((kind) => claims[kind].expect === expect)
    if (deciding.length > 0)
      return { mark: claimMarks[expect], because: deciding.map((kind) => describe(kind, claims[kind])).join(', ') }
  }
  return undefined
}

function describe(kind: ChangeKind, { note }: Claim): string {
  return note === undefined ? kind : `${kind} (${note})`
}
