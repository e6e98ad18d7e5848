import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { language } from './script.ts'
import { createSite } from './update.ts'

const completes = { expect: 'completes' } as const

const starved =
  'with several tellers, procedures of the transfer are always in use: their idle-condition does not come to hold within the limit'

/** The Dynamic Modification System (Lee 1983; Cook and Lee 1983). */
export const strategy: Strategy = {
  name: 'dymos',
  summary: 'every call locks its procedure; the operator says what is replaced, and what must be idle for it',
  profile: {
    type: 'procedure',
    hardware: 'none',
    support: 'Dymos runtime, StarMod',
    distributed: 'no, but multithreaded',
    granularity: 'procedure',
    changes: 'procedure specification and implementation',
    intervention: 'moderate',
    updateTime: 'moderate',
    limitation: 'fully integrated system',
    source: 'Segal & Frieder 1993, Table A',
  },
  claims: {
    body: completes,
    'body-stateful': completes,
    interface: { expect: 'completes', note: 'with all its callers' },
    state: { expect: 'completes', note: 'initialised or converted' },
    'interface+state': completes,
    add: completes,
    delete: { expect: 'completes', note: 'the command says so' },
    move: completes,
    group: { expect: 'completes', note: 'one command' },
    active: { expect: 'stalls', note: 'main is never idle' },
    protocol: { expect: 'refuses', note: 'one site only' },
  },
  deviations: ['currency', 'memo', 'fees'].map((update) => ({
    workload: 'bank',
    update,
    found: 'starves',
    because: starved,
  })),
  linkage,
  loads: 'patch',
  canBackOut: true,
  assess,
  commands: language,
  createSite,
}
