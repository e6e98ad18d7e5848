import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { createSite } from './update.ts'

const breaks = { expect: 'violates' } as const
const replaces = { expect: 'completes', note: 'where old and new may meet' } as const

/** Dynamic linking that resolves each reference anew at every call: still no updating system, says the survey. */
export const strategy: Strategy = {
  name: 'linking-late',
  summary: 'a reference is resolved at every call; libraries are replaced one by one, whoever is inside',
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
    source: 'Segal & Frieder 1993, box on dynamic linking; a variant of the column in its Table A',
  },
  claims: {
    body: replaces,
    'body-stateful': replaces,
    interface: breaks,
    state: breaks,
    'interface+state': breaks,
    add: replaces,
    delete: breaks,
    move: breaks,
    group: breaks,
    active: breaks,
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
  assess: () => [],
  createSite,
}
