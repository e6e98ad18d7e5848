import type { Model, Parameters } from '../contract.ts'
import { createConsistency } from './consistency.ts'
import type { BranchState } from './bank-state.ts'
import type { Reply, Request } from './protocol.ts'

/** The bank's rules, applied to one request after the other. */
export function createModel(values: Parameters): Model<Request, Reply> {
  const bank = createConsistency(values)
  const states = new Map<number, BranchState>()
  const stateOf = (request: Request): BranchState => states.get(bank.key(request)) ?? bank.initial(bank.key(request))
  return {
    reply: (request, version) => bank.step(stateOf(request), request, version).reply,
    apply: (request, version) =>
      void states.set(bank.key(request), bank.step(stateOf(request), request, version).state),
  }
}
