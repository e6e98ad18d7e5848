import { placeByComponent } from '../../harness/host/layout.ts'
import type { Strategy } from '../contract.ts'
import { control, recover } from './control.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { createSite } from './update.ts'

const completes = { expect: 'completes' } as const
const asExtension = { expect: 'completes', otherwise: 'refuses', note: 'if callers see an extension' } as const

/** Argus (Liskov 1988) with Bloom's replacement of subsystems (1983): guardians, atomic actions, stable state. */
export const strategy: Strategy = {
  name: 'argus',
  summary: 'guardians crash and come back as new ones, with their stable state; aborted actions are begun again',
  profile: {
    type: 'client-server',
    hardware: 'none',
    support: 'Argus runtime',
    distributed: 'yes, RPC',
    granularity: 'whole server',
    changes: 'guardian implementation',
    intervention: 'unclear',
    updateTime: 'short to moderate',
    limitation: 'works only with Argus',
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: completes,
    'body-stateful': completes,
    interface: asExtension,
    state: { expect: 'completes', otherwise: 'refuses', note: 'with a mapper' },
    'interface+state': asExtension,
    add: completes,
    delete: completes,
    move: completes,
    group: completes,
    active: completes,
    protocol: { expect: 'completes', otherwise: 'refuses', note: 'if both ends are in the subsystem' },
  },
  linkage,
  loads: 'version',
  canBackOut: false,
  assess,
  layout: placeByComponent,
  createSite,
  control,
  recover,
}
