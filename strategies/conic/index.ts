import type { Strategy } from '../contract.ts'
import { linkage } from './link.ts'
import { assess, language } from './script.ts'
import { control, createSite, layout } from './update.ts'

const completes = { expect: 'completes' } as const
const unlessAtPort = {
  expect: 'refuses',
  otherwise: 'completes',
  note: 'port types; inside a task module anything may change',
} as const

/** Conic with quiescence (Kramer and Magee 1990). */
export const strategy: Strategy = {
  name: 'conic',
  summary: 'replaces whole task modules, relinked through typed ports, once all that could call them is passive',
  profile: {
    type: 'module',
    hardware: 'none',
    support: 'Conic runtime',
    distributed: 'yes, message passing',
    granularity: 'task module',
    changes: 'task-module implementation',
    intervention: 'moderate',
    updateTime: 'short',
    limitation: 'special language; explicit intermodule links',
    source: 'Segal & Frieder 1993, Table A; quiescence after Kramer and Magee 1990',
  },
  claims: {
    body: completes,
    'body-stateful': completes,
    interface: unlessAtPort,
    state: { expect: 'completes', note: 'state is copied' },
    'interface+state': unlessAtPort,
    add: completes,
    delete: completes,
    move: completes,
    group: { expect: 'completes', note: 'in a task module' },
    active: completes,
    protocol: { expect: 'completes', otherwise: 'refuses', note: 'if both ends are replaced' },
  },
  linkage,
  loads: 'version',
  canBackOut: true,
  assess,
  commands: language,
  layout,
  createSite,
  control,
}
