import type { Strategy } from '../contract.ts'
import { language } from './command.ts'
import { linkage } from './link.ts'
import { recover } from './recovery.ts'
import { assess } from './rules.ts'
import { createSite } from './update.ts'

const completes = { expect: 'completes' } as const
const refuses = { expect: 'refuses' } as const

/** The Field Update Subsystem of DMERT (Yacobellis et al. 1983): transfer vectors. */
export const strategy: Strategy = {
  name: 'dmert',
  summary: 'calls go through a transfer vector whose entries are changed, a group at a time, without a safe point',
  profile: {
    type: 'procedure',
    hardware: 'none',
    support: 'DMERT operating system',
    distributed: 'no',
    granularity: 'procedure',
    changes: 'procedure implementation',
    intervention: 'moderate',
    updateTime: 'short to moderate',
    limitation: 'no complex changes',
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: completes,
    'body-stateful': { expect: 'completes', note: 'data stay in place' },
    interface: refuses,
    state: refuses,
    'interface+state': refuses,
    add: { expect: 'completes', note: 'reached only from patched functions' },
    delete: refuses,
    move: refuses,
    group: { expect: 'violates', note: 'there is no way to say it' },
    active: { expect: 'violates', note: 'takes effect at the next call, so never' },
    protocol: refuses,
  },
  linkage,
  loads: 'patch',
  canBackOut: true,
  backOutCommand: true,
  assess,
  commands: language,
  createSite,
  recover,
}
