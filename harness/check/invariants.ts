import type { Invariant, Parameters, Traffic } from '../../workloads/contract.ts'
import type { History } from '../load/history.ts'
import type { ReplyCheck } from './observable.ts'

export interface Leftovers {
  readonly parameters: Parameters
  readonly versions: readonly string[]
  readonly files: ReadonlyMap<string, readonly string[]>
}

/** Adds to a check of replies what does not hold now that the trial has ended. */
export function checkInvariants<Request, Reply>(
  check: ReplyCheck,
  invariants: readonly Invariant<Request>[],
  history: History,
  traffic: Traffic<Request, Reply>,
  leftovers: Leftovers,
): ReplyCheck {
  const remains = { ...leftovers, probes: readProbes(history, traffic) }
  const breaches = invariants.flatMap((invariant) =>
    invariant.check(remains).map((sentence) => `${invariant.name}: ${sentence}`),
  )
  const [explanation] = breaches
  if (explanation === undefined) return check
  const atMs = history.segments.at(-1)?.endMs ?? 0
  return {
    ...check,
    violations: { ...check.violations, finalState: check.violations.finalState + breaches.length },
    examples: [...check.examples, { kind: 'finalState', atMs, explanation }],
  }
}

function readProbes<Request, Reply>(
  { segments, replies, digest }: History,
  traffic: Traffic<Request, Reply>,
): { request: Request; digest?: number }[] {
  const segment = segments.find(({ name }) => name === 'probes')
  if (segment === undefined) return []
  return Array.from({ length: segment.end - segment.first }, (_, index) => {
    const id = segment.first + index
    const request = traffic.probe(index)
    return replies[id] === 0 ? { request } : { request, digest: digest[id]! }
  })
}
