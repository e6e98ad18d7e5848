import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { createSite } from './update.ts'

const refuses = { expect: 'refuses' } as const
const inType = { expect: 'completes', otherwise: 'refuses', note: 'in an ADT' } as const

/** Dynamic type replacement (Fabry 1976): version numbers on objects, which their type manager converts at first touch. */
export const strategy: Strategy = {
  name: 'fabry',
  summary: 'type managers are swapped in one place; each object is converted when it is next touched',
  profile: {
    type: 'abstract data type',
    hardware: 'capability addressing',
    support: 'capability-based operating system',
    distributed: 'no',
    granularity: 'abstract data type',
    changes: 'ADT implementation',
    intervention: 'unclear',
    updateTime: 'unclear (presumed short)',
    limitation: "can't change code structure",
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: inType,
    'body-stateful': inType,
    interface: { ...refuses, note: 'but may add operations' },
    state: { ...inType, note: 'lazily' },
    'interface+state': refuses,
    add: { expect: 'refuses', otherwise: 'completes', note: 'but operations of an ADT' },
    delete: refuses,
    move: refuses,
    group: refuses,
    active: refuses,
    protocol: refuses,
  },
  linkage,
  loads: 'patch',
  canBackOut: false,
  assess,
  createSite,
}
