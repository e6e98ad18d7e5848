import type { Declaration } from './declarations.ts'
import type { MemberUse, Procedure, Reference, Suspension, Uses } from './program.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** What the scan of a body collects for one entity, before it is closed. */
export interface Draft {
  readonly id: string
  readonly kind: 'procedure' | 'adt' | 'datum' | 'constant'
  readonly references: Reference[]
  readonly uses: Mutable<Uses>
  readonly suspensions: Suspension[]
  readonly closures: Mutable<Procedure['closures']>
  readonly memberCalls: MemberUse[]
  afterSuper?: number
}

export function createDraft(id: string, kind: Draft['kind'] | Declaration['kind']): Draft {
  const memberCalls: MemberUse[] = []
  return {
    id,
    kind: kind === 'function' || kind === 'arrow' ? 'procedure' : kind === 'class' ? 'adt' : kind,
    references: [],
    suspensions: [],
    closures: [],
    memberCalls,
    uses: {
      memberCalls,
      memberReads: [],
      memberWrites: [],
      unknownCall: false,
      computedMember: false,
      escapingClosure: false,
      iterates: false,
      suspends: false,
      endlessLoop: false,
    },
  }
}
