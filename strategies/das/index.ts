import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { createSite } from './update.ts'

const inModule = { expect: 'completes', otherwise: 'refuses', note: 'not in a module that is always in use' } as const

/** The Dynamically Alterable System (Goullon, Isle and Löhr 1978): address-space transitions and replugging. */
export const strategy: Strategy = {
  name: 'das',
  summary: 'calls between modules are address-space transitions; a module that nothing uses is replugged',
  profile: {
    type: 'procedure',
    hardware: 'PDP-11/40E',
    support: 'DAS operating system',
    distributed: 'no',
    granularity: 'procedure',
    changes: 'procedure implementation',
    intervention: 'unclear',
    updateTime: 'unclear (presumed short)',
    limitation: 'no complex changes',
    source: 'Segal & Frieder 1993, Table A; the text has it replace modules, and restructure their data',
  },
  claims: {
    body: inModule,
    'body-stateful': inModule,
    interface: { expect: 'refuses', otherwise: 'completes', note: 'only of what other modules cannot call' },
    state: { ...inModule, note: 'with the replug' },
    'interface+state': { expect: 'refuses', otherwise: 'completes', note: 'only of what other modules cannot call' },
    add: { expect: 'refuses', otherwise: 'completes', note: 'only inside a module' },
    delete: { expect: 'refuses', otherwise: 'completes', note: 'only inside a module' },
    move: { expect: 'refuses' },
    group: { expect: 'completes', otherwise: 'refuses', note: 'in a module' },
    active: { expect: 'refuses' },
    protocol: { expect: 'refuses' },
  },
  linkage,
  loads: 'modules',
  canBackOut: true,
  assess,
  createSite,
}
