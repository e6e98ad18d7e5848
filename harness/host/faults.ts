import type { LetterFault } from './letter-faults.ts'

/** Something that breaks on command: a site, or the network between sites. Times are in ms. */
export type Fault =
  | { readonly kind: 'crash'; readonly site: string }
  /** The next letters from one site to another are lost. */
  | { readonly kind: 'lose'; readonly from: string; readonly to: string; readonly letters: number }
  /** Each letter from one site to another takes longer. */
  | {
      readonly kind: 'delay'
      readonly from: string
      readonly to: string
      readonly ms: number
      readonly forMs: number
    }
  /** No letter passes between two sites, in either direction. */
  | { readonly kind: 'partition'; readonly between: readonly [string, string]; readonly forMs: number }

/** A fault, and when it happens: so long after the measured load began. */
export interface PlannedFault {
  readonly atMs: number
  readonly fault: Fault
}

/** What a site's network does while these faults are in force. */
export function letterFaultsOf(site: string, faults: readonly Fault[]): LetterFault[] {
  return faults.flatMap((fault): LetterFault[] => {
    switch (fault.kind) {
      case 'crash':
        return []
      case 'lose':
        return fault.from === site ? [{ kind: 'lose', to: fault.to, letters: fault.letters }] : []
      case 'delay':
        return fault.from === site ? [{ kind: 'delay', to: fault.to, ms: fault.ms }] : []
      case 'partition': {
        const other = fault.between.find((name) => name !== site)
        return fault.between.includes(site) && other !== undefined ? [{ kind: 'cut', to: other }] : []
      }
    }
  })
}
