import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { createSite } from './update.ts'

const breaks = { expect: 'violates' } as const
const stale = { expect: 'violates', note: 'stale: what has been called once stays as it was' } as const

/** Dynamic linking (Multics, SunOS 4, OS/2): the survey's example of what is not dynamic updating. */
export const strategy: Strategy = {
  name: 'linking',
  summary: 'a reference is resolved when it is first used, and then fixed: the negative example',
  profile: {
    type: 'procedure',
    hardware: 'none',
    support: 'in the operating system',
    distributed: '–',
    granularity: 'procedure; library',
    changes: 'procedure implementation',
    intervention: 'low',
    updateTime: 'short',
    limitation: 'no complex changes; preserves no correctness',
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: stale,
    'body-stateful': stale,
    interface: breaks,
    state: breaks,
    'interface+state': breaks,
    add: breaks,
    delete: breaks,
    move: breaks,
    group: breaks,
    active: stale,
    protocol: breaks,
  },
  deviations: [
    {
      workload: 'monolith',
      update: 'data',
      found: 'completes',
      because: 'main is never called again: neither the new code nor its data come into use, and replies are the same',
    },
  ],
  linkage,
  loads: 'modules',
  canBackOut: false,
  // A linker asks nothing of a library but that it defines the symbol.
  assess: () => [],
  createSite,
}
