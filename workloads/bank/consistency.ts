import type { Consistency, Parameters } from '../contract.ts'
import { serve } from './bank-rules.ts'
import { emptyBranch, type BranchState } from './bank-state.ts'
import { releaseOf } from './releases.ts'
import type { Reply, Request } from './protocol.ts'
import { branchOf, readSize } from './traffic.ts'

/** Each branch by itself; in a branch, what has no account in common can be done in any order. */
export function createConsistency(values: Parameters): Consistency<Request, Reply, BranchState> {
  const size = readSize(values)
  return {
    kind: 'linearizable',
    key: (request) => {
      if ('branch' in request) return request.branch
      return branchOf(request.kind === 'transfer' ? request.from : request.account, size)
    },
    conflicts,
    initial: () => emptyBranch,
    step: (state, request, version) => serve(state, request, releaseOf(version)),
    identify: ({ accounts, earnings }) => {
      const texts = [...accounts].map(
        ([number, { cents, currency, fraction, spent }]) => `${number} ${cents} ${currency} ${fraction} ${spent}`,
      )
      return `${earnings} ${texts.toSorted().join()}`
    },
  }
}

function conflicts(a: Request, b: Request): boolean {
  const [one, other] = [accountsOf(a), accountsOf(b)]
  if (one === 'all' || other === 'all') return true
  return one.some((account) => other.includes(account))
}

function accountsOf(request: Request): readonly number[] | 'all' {
  if (request.kind === 'audit') return 'all'
  return request.kind === 'transfer' ? [request.from, request.to] : [request.account]
}
