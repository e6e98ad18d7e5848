import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { control, createSite, layout, recover } from './update.ts'

const takesOver = { expect: 'completes', note: 'work in progress may be lost' } as const

/** Two machines: the old version serves at one until the new one can take over at the other. */
export const strategy: Strategy = {
  name: 'failover',
  summary: 'the standby machine is given the new version and the state, and takes over',
  profile: {
    type: 'hardware',
    hardware: 'a second machine',
    support: 'none',
    distributed: 'no',
    granularity: 'whole program',
    changes: 'arbitrary code restructuring',
    intervention: 'high',
    updateTime: 'short, after the standby is loaded',
    limitation: 'fully redundant hardware; work in progress may be lost',
    source: 'Segal & Frieder 1993, section on hardware approaches; not in its Table A',
  },
  claims: {
    body: takesOver,
    'body-stateful': takesOver,
    interface: takesOver,
    state: takesOver,
    'interface+state': takesOver,
    add: takesOver,
    delete: takesOver,
    move: takesOver,
    group: takesOver,
    active: takesOver,
    protocol: takesOver,
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
