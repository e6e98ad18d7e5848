import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { createSite } from './update.ts'

const completes = { expect: 'completes' } as const

/** Procedure-Oriented Dynamic Updating System (Segal & Frieder 1989, 1991, 1993), for one machine. */
export const strategy: Strategy = {
  name: 'podus',
  summary: 'rebinds each procedure as soon as it and all that its new version can reach are off the stack',
  profile: {
    type: 'procedure',
    hardware: 'none',
    support: 'none (virtual memory helps)',
    distributed: 'yes, RPC',
    granularity: 'procedure',
    changes: 'procedure implementation',
    intervention: 'low to moderate',
    updateTime: 'moderate',
    limitation: 'top-down structured programs',
    source: 'Segal & Frieder 1993, Table A; the text also claims interfaces and internal data',
  },
  claims: {
    body: completes,
    'body-stateful': completes,
    interface: { expect: 'completes', note: 'with an interprocedure' },
    state: { expect: 'completes', note: 'with a mapper procedure' },
    'interface+state': completes,
    add: completes,
    delete: completes,
    move: completes,
    group: completes,
    active: { expect: 'stalls', note: 'main is never inactive' },
    protocol: { expect: 'refuses', note: 'one machine only' },
  },
  linkage,
  loads: 'version',
  canBackOut: true,
  assess,
  createSite,
}
