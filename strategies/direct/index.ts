import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { createSite } from './update.ts'

const refuses = { expect: 'refuses' } as const

/** The control: the program without any updating system, hence the speed limit. */
export const strategy: Strategy = {
  name: 'direct',
  summary: 'control: the version as it stands, plain calls in one scope; no update',
  profile: {
    type: 'control',
    hardware: 'none',
    support: 'none',
    distributed: 'no',
    granularity: '–',
    changes: 'none',
    intervention: '–',
    updateTime: '–',
    limitation: 'cannot be updated',
    source: 'a control of this suite; not in the survey',
  },
  claims: {
    body: refuses,
    'body-stateful': refuses,
    interface: refuses,
    state: refuses,
    'interface+state': refuses,
    add: refuses,
    delete: refuses,
    move: refuses,
    group: refuses,
    active: refuses,
    protocol: refuses,
  },
  linkage,
  loads: 'version',
  canBackOut: false,
  assess: (update) =>
    update.changes.map(({ id }) => ({ change: id, rule: 'a program linked with plain calls cannot be updated' })),
  createSite,
}
