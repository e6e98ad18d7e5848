import type { Model, Parameters } from '../contract.ts'
import { createConsistency } from './consistency.ts'
import type { BranchState } from './bank-state.ts'
import type { Reply, Request } from './protocol.ts'

/** The bank's rules, applied to one request after the other. */
export function createModel(values: Parameters): Model<Request, Reply> {
  const { key, initial, step } = createConsistency(values)
  const states = new Map<number, BranchState>()
  const stateOf = (request: Request): BranchState => states.get(key(request)) ?? initial(key(request))
  return {
    reply: (request, version) => step(stateOf(request), request, version).reply,
    apply: (request, version) => void states.set(key(request), step(stateOf(request), request, version).state),
  }
}
