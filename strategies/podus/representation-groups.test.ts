import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { explorationWindows } from '../../harness/explore/exploration.ts'
import { explore } from '../../harness/explore/explore.ts'
import { planUpdate } from '../../harness/host/update-plan.ts'
import { compileUpdate, prepareTrial } from '../../harness/prepare.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload } from '../../workloads/bank/index.ts'
import { groupByRepresentation } from './representation-groups.ts'

const bank = workload as unknown as Workload
const currency = bank.updates.find(({ name }) => name === 'currency')!

test('who is given an object of a type that changes is of the group, though he uses none of the data', () => {
  const update = compileUpdate(bank, currency)
  const [group = [], ...more] = groupByRepresentation(planUpdate(update))
  expect(more).toEqual([])
  expect(group).toEqual(
    expect.arrayContaining([
      'account.ts#Account.deposit',
      'ledger.ts#debit',
      'ledger.ts#getAccount',
      'ledger.ts#credit',
    ]),
  )
  // It has an amount in hand, not an account: it need not be waited for while it writes to its journal.
  expect(group).not.toContain('teller.ts#transfer')
})

test('at no point is new code given an object that a caller had in hand while the accounts were converted', async () => {
  const plan = planBank({ processes: 16, accounts: 4, branches: 16, audits: 20 })
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 3 }
  const { points, completed, violated } = await explore(exploration, () => undefined)
  expect(points).toBeGreaterThan(50)
  expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
})

function planBank(parameters: TrialPlan['parameters']): TrialPlan {
  return planTally('podus', currency.name, {
    workload: { name: bank.name, path: resolve(import.meta.dirname, '../../workloads/bank/index.ts') },
    traced: true,
    windows: explorationWindows,
    parameters,
  })
}
