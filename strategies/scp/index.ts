import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { control, createSite, layout, recover } from './update.ts'

const halved = { expect: 'completes', note: 'half the hardware meanwhile; by partition where effects differ' } as const

/** Bellcore’s Service Control Point: redundant units, replaced half by half. */
export const strategy: Strategy = {
  name: 'scp',
  summary: 'redundant units behind a communications subsystem are replaced half by half',
  profile: {
    type: 'hardware',
    hardware: 'redundant CPUs',
    support: 'VMS',
    distributed: 'no',
    granularity: 'whole program',
    changes: 'arbitrary code restructuring',
    intervention: 'extremely high',
    updateTime: 'long',
    limitation: 'fully redundant hardware',
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: halved,
    'body-stateful': halved,
    interface: halved,
    state: halved,
    'interface+state': halved,
    add: halved,
    delete: halved,
    move: halved,
    group: halved,
    active: halved,
    protocol: { expect: 'completes', note: 'by partition' },
  },
  linkage,
  loads: 'version',
  canBackOut: false,
  assess: () => [],
  layout,
  createSite,
  control,
  recover,
}
