import type { Workload } from '../contract.ts'
import { createConsistency } from './consistency.ts'
import { journalHolds } from './journal-check.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** A bank: many processes, each suspended between debit, journal and credit. */
export const workload = {
  name: 'bank',
  summary: 'moves money between accounts: debit, durable journal, credit, with concurrent tellers',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'rounding',
      from: 'v1',
      to: 'v2',
      kinds: ['body'],
      why: 'Half a cent of commission was always rounded upwards; half to even favours nobody.',
    },
    {
      name: 'currency',
      from: 'v2',
      to: 'v3',
      kinds: ['state', 'body-stateful', 'body'],
      sameEffects: true,
      why: 'Branches abroad keep accounts in their own currency.',
      support: 'updates/currency.ts',
      backOut: 'updates/currency-back-out.ts',
    },
    {
      name: 'memo',
      from: 'v3',
      to: 'v4',
      kinds: ['interface', 'body'],
      sameEffects: true,
      why: 'Receivers want to read what a payment is for.',
      support: 'updates/memo.ts',
      backOut: 'updates/memo-back-out.ts',
    },
    {
      name: 'fees',
      from: 'v4',
      to: 'v5',
      kinds: ['group', 'body', 'body-stateful'],
      why: 'The receiver of an express transfer bears its commission.',
      support: 'updates/fees.ts',
      backOut: 'updates/fees-back-out.ts',
    },
    {
      name: 'limits',
      from: 'v5',
      to: 'v6',
      kinds: ['add', 'body-stateful'],
      why: 'Between two audits no account may give away more than an allowance.',
    },
    {
      name: 'journal-v2',
      from: 'v6',
      to: 'v7',
      kinds: ['protocol', 'interface', 'add', 'body'],
      sameEffects: true,
      why: 'The ledger numbers its entries, so that one that is missing from the journal is noticed.',
      support: 'updates/journal-v2.ts',
      backOut: 'updates/journal-v2-back-out.ts',
    },
    {
      name: 'interest',
      from: 'v7',
      to: 'v8',
      kinds: ['body-stateful'],
      why: 'Savings beyond 1,000.00 bear half as much interest again.',
    },
  ],
  components: {
    tellers: ['main.ts', 'teller.ts', 'journal.ts', 'recovery.ts'],
    ledger: [
      'ledger.ts',
      'account.ts',
      'branch.ts',
      'transits.ts',
      'commission.ts',
      'interest.ts',
      'limits.ts',
      'numbering.ts',
    ],
  },
  parameters,
  traffic: createTraffic,
  model: createModel,
  consistency: createConsistency,
  invariants: [journalHolds],
} as const satisfies Workload<Request, Reply>
