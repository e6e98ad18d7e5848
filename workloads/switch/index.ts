import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

const hourMs = 3_600_000
const yearMs = 365.25 * 24 * hourMs

/** A service control point of the telephone network: a million records, mostly read, that may hardly ever be away. */
export const workload = {
  name: 'switch',
  summary: 'translates toll-free numbers and verifies calling cards, on a million records',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'ten-digits',
      from: 'v1',
      to: 'v2',
      kinds: ['interface', 'state', 'interface+state', 'body', 'body-stateful'],
      why: 'Numbers with the code 800 run out: 888 comes into use, and seven digits no longer tell which number is meant.',
      support: 'updates/ten-digits.ts',
      backOut: 'updates/ten-digits-back-out.ts',
    },
    {
      name: 'time-of-day',
      from: 'v2',
      to: 'v3',
      kinds: ['body-stateful'],
      sameEffects: true,
      why: 'By night, calls are to go to the number where somebody is awake.',
    },
    {
      name: 'pin-hash',
      from: 'v3',
      to: 'v4',
      kinds: ['state', 'body-stateful'],
      sameEffects: true,
      why: 'Whoever gets hold of the card file can read every PIN.',
      support: 'updates/pin-hash.ts',
    },
    {
      name: 'fraud',
      from: 'v4',
      to: 'v5',
      kinds: ['add', 'body-stateful'],
      why: 'Whoever has found a card can try out PINs for as long as it takes.',
      backOut: 'updates/fraud-back-out.ts',
    },
    {
      name: 'plan',
      from: 'v5',
      to: 'v6',
      kinds: ['delete', 'body-stateful'],
      why: 'Customers keep their numbers when they change carriers, so an exchange tells nothing any more.',
    },
  ],
  components: {
    lookup: ['main.ts', 'serve.ts', 'directory.ts', 'number-table.ts', 'plan.ts', 'counters.ts', 'tariff.ts'],
    cards: ['cards.ts', 'card-table.ts', 'fraud.ts'],
  },
  parameters,
  allowance: { name: 'two hours in 40 years', downtimeMs: 2 * hourMs, perMs: 40 * yearMs },
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
