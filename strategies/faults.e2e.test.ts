import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parseFault } from '../harness/cli/sites/parse-fault.ts'
import { planTally } from '../harness/host/fixtures/plans.ts'
import { runTrialProcess } from '../harness/trial-process.ts'

const windows = { warmUpMs: 30, capacityMs: 20, beforeMs: 50, horizonMs: 300, limitMs: 300, hangMs: 1500 }

/** On threads, as `--fault` has it: what comes of the update, and what the reason names, where there is one. */
test.each([
  ['failover', 'crash:primary@update+1ms', /^(completed|failed)$/, /serves on|there is no standby/],
  ['failover', 'suspend:standby:600s@update+0ms', /^failed$/, /standby/],
  ['scp', 'crash:unit-2@20ms', /^completed$/, /^$/],
  ['conic', 'partition:front:store:600s@update+0ms', /^completed$/, /^$|add at site store: no answer/],
  ['argus', 'partition:front:store:100ms@update+0ms', /^completed$/, /^$/],
  ['argus', 'crash:store@update+1ms', /^(completed|failed)$/, /^$|the old guardians go on/],
  ['podus-distributed', 'slow:store:5ms:600s@20ms', /^completed$/, /^$/],
])('%s, %s: ends in a reported outcome', { timeout: 60_000 }, async (strategy, fault, outcome, reason) => {
  const record = await runTrialProcess(
    planTally(strategy, 'double', {
      workload: { name: 'pair', path: resolve(import.meta.dirname, '../harness/host/fixtures/pair/index.ts') },
      parameters: { processes: 1 },
      load: { mode: 'open', rate: 100, arrivals: 'poisson' },
      windows,
      faults: [parseFault(fault)],
    }),
    { hurried: true },
  )
  expect(record.outcome).toMatch(outcome)
  expect(record.reason ?? '').toMatch(reason)
  // The process has ended by itself, and has not been ended for taking too long.
  expect(record.warnings.map(({ code }) => code)).toContain('faults')
})
