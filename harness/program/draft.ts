import type { Declaration } from './declarations.ts'
import type { Reference, Suspension, Uses } from './program.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** What the scan of a body collects for one entity, before it is closed. */
export interface Draft {
  readonly id: string
  readonly kind: 'procedure' | 'adt' | 'datum' | 'constant'
  readonly references: Reference[]
  readonly uses: Mutable<Uses>
  readonly suspensions: Suspension[]
  /** Of a class: a field's initialiser calls something. */
  busyFields: boolean
}

/** @param uses shared with another draft: a constructor does what its class's field initialisers do */
export function createDraft(
  id: string,
  kind: Draft['kind'] | Declaration['kind'],
  uses: Draft['uses'] = createUses(),
): Draft {
  return {
    id,
    kind: kind === 'function' || kind === 'arrow' ? 'procedure' : kind === 'class' ? 'adt' : kind,
    references: [],
    suspensions: [],
    uses,
    busyFields: false,
  }
}

function createUses(): Draft['uses'] {
  return {
    memberCalls: [],
    memberAccesses: [],
    unknownCall: false,
    computedMember: false,
    computedAccess: false,
    escapingClosure: false,
    iterates: false,
    suspends: false,
    endlessLoop: false,
  }
}
