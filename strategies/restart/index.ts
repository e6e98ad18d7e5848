import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { control, createSite } from './update.ts'

const outage = { expect: 'completes', note: 'with an outage' } as const

/** The control that most people use: stop the old version, start the new one. */
export const strategy: Strategy = {
  name: 'restart',
  summary: 'control: drain, save the state, end the site, start the new version, convert and restore the state',
  profile: {
    type: 'control',
    hardware: 'none',
    support: 'none',
    distributed: 'no',
    granularity: 'whole program',
    changes: 'arbitrary code restructuring',
    intervention: 'low',
    updateTime: 'an outage',
    limitation: 'the service is down meanwhile',
    source: 'a control of this suite; not in the survey',
  },
  claims: {
    body: outage,
    'body-stateful': outage,
    interface: outage,
    state: outage,
    'interface+state': outage,
    add: outage,
    delete: outage,
    move: outage,
    group: outage,
    active: outage,
    protocol: outage,
  },
  linkage,
  loads: 'version',
  canBackOut: false,
  isControl: true,
  assess: () => [],
  createSite,
  control,
}
