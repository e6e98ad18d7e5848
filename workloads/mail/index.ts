import type { Workload } from '../contract.ts'
import { createModel } from './model.ts'
import type { Reply, Request } from './protocol.ts'
import { createTraffic, parameters } from './traffic.ts'

/** Mail between three domains: relays that choose their partner by the address, when a letter comes. */
export const workload = {
  name: 'mail',
  summary: 'user agents and three relays, which store letters and forward them on lines that fail now and then',
  folder: import.meta.dirname,
  updates: [
    {
      name: 'envelope',
      from: 'v1',
      to: 'v2',
      kinds: ['protocol', 'body'],
      sameEffects: true,
      why: 'A letter to ten users of a domain went over the line ten times.',
      support: 'updates/envelope.ts',
      backOut: 'updates/envelope-back-out.ts',
    },
    {
      name: 'aliases',
      from: 'v2',
      to: 'v3',
      kinds: ['add', 'body'],
      why: 'Each domain has to have a postmaster, and colleagues want to be written to as one.',
    },
    {
      name: 'retry',
      from: 'v3',
      to: 'v4',
      kinds: ['body'],
      why: 'A line that is down was tried at each run, and letters were given up before it had been mended.',
    },
    {
      name: 'queue',
      from: 'v4',
      to: 'v5',
      kinds: ['state', 'body-stateful'],
      sameEffects: true,
      why: 'Each run went through all that waits, also what is not due for long.',
      support: 'updates/queue.ts',
      backOut: 'updates/queue-back-out.ts',
    },
  ],
  components: {
    agents: ['main.ts', 'agent.ts'],
    north: ['north.ts'],
    south: ['south.ts'],
    east: ['east.ts'],
  },
  parameters,
  traffic: createTraffic,
  model: createModel,
} as const satisfies Workload<Request, Reply>
