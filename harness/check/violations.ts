import type { InternalKind } from '../host/internal-kinds.ts'
import type { Violations, ViolationExample } from '../store/record.ts'
import type { ReplyCheck } from './observable.ts'

/** What the checker of traced runs found. */
export interface InternalCheck {
  readonly violations: Readonly<Record<InternalKind, number>>
  readonly examples: readonly ViolationExample[]
}

/** Puts together what was seen from outside and, where a traced run was made, from inside. */
export function combineViolations(replies: ReplyCheck, internal?: InternalCheck): Violations {
  const observable = replies.violations
  if (internal === undefined) return { total: sum(observable), observable, examples: replies.examples }
  return {
    total: sum(observable) + sum(internal.violations),
    observable,
    internal: internal.violations,
    examples: [...replies.examples, ...internal.examples],
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0)
}
