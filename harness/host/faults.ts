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
  /** Each letter from or to a site takes longer. */
  | { readonly kind: 'slow'; readonly site: string; readonly ms: number; readonly forMs: number }
  /** Nothing of a site goes on, as though its processor stood still. */
  | { readonly kind: 'suspend'; readonly site: string; readonly forMs: number }

/** A fault, and when it happens: so long after the measured load began, or after the update was asked for. */
export interface PlannedFault {
  readonly atMs: number
  readonly after?: 'update'
  readonly fault: Fault
}

/** A fault as it is written on the command line. */
export function formatFault({ atMs, after, fault }: PlannedFault): string {
  return `${fault.kind}:${fieldsOf(fault).join(':')}@${after === undefined ? '' : `${after}+`}${atMs}ms`
}

function fieldsOf(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case 'crash':
      return [fault.site]
    case 'lose':
      return [fault.from, fault.to, String(fault.letters)]
    case 'delay':
      return [fault.from, fault.to, `${fault.ms}ms`, `${fault.forMs}ms`]
    case 'partition':
      return [...fault.between, `${fault.forMs}ms`]
    case 'slow':
      return [fault.site, `${fault.ms}ms`, `${fault.forMs}ms`]
    case 'suspend':
      return [fault.site, `${fault.forMs}ms`]
  }
}

/** Sites that a fault names. */
export function sitesOf(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case 'crash':
    case 'slow':
    case 'suspend':
      return [fault.site]
    case 'lose':
    case 'delay':
      return [fault.from, fault.to]
    case 'partition':
      return fault.between
  }
}

/** What a site's network does to its letters to the others while these faults are in force. */
export function letterFaultsOf(site: string, others: readonly string[], faults: readonly Fault[]): LetterFault[] {
  return faults.flatMap((fault): LetterFault[] => {
    switch (fault.kind) {
      case 'crash':
      case 'suspend':
        return []
      case 'lose':
        return fault.from === site ? [{ kind: 'lose', to: fault.to, letters: fault.letters }] : []
      case 'delay':
        return fault.from === site ? [{ kind: 'delay', to: fault.to, ms: fault.ms }] : []
      case 'partition': {
        const other = fault.between.find((name) => name !== site)
        return fault.between.includes(site) && other !== undefined ? [{ kind: 'cut', to: other }] : []
      }
      case 'slow': {
        const slowed = fault.site === site ? others : others.filter((name) => name === fault.site)
        return slowed.map((to) => ({ kind: 'delay', to, ms: fault.ms }))
      }
    }
  })
}
