import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { createSite } from './update.ts'

const completes = { expect: 'completes' } as const
const inService = { expect: 'completes', otherwise: 'refuses', note: 'in a service' } as const
const refuses = { expect: 'refuses' } as const

/** The Michigan Terminal System (Boettner and Alexander 1975): services are called through a service manager. */
export const strategy: Strategy = {
  name: 'mts',
  summary: 'the service manager gives new requests to the new version; running calls finish on the old one',
  profile: {
    type: 'client-server',
    hardware: 'IBM 370',
    support: 'MTS operating system',
    distributed: 'no',
    granularity: 'whole program',
    changes: 'arbitrary code restructuring',
    intervention: 'moderate',
    updateTime: 'short',
    limitation: "can't map state or calling sequences",
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: completes,
    'body-stateful': completes,
    interface: { expect: 'refuses', otherwise: 'completes', note: 'only inside a service' },
    state: refuses,
    'interface+state': refuses,
    add: inService,
    delete: inService,
    move: inService,
    group: { expect: 'completes', note: 'in a service, or dependents together, disabled meanwhile' },
    active: { expect: 'completes', note: 'new requests' },
    protocol: refuses,
  },
  linkage,
  loads: 'version',
  canBackOut: false,
  assess,
  createSite,
}
