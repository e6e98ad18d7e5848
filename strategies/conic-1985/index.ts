import type { Strategy } from '../contract.ts'
import { strategy as conic } from '../conic/index.ts'
import { linkage } from './link.ts'
import { control, createSite } from './update.ts'

const loses = { expect: 'violates', note: 'what is under way is lost' } as const
const losesUnlessAtPort = { expect: 'refuses', otherwise: 'violates', note: 'port types' } as const

const unbroken =
  'the program is one task module that never waits half-way: commands are noticed between two requests, when nothing is under way'

/** Updates of programs in which nothing can be lost. */
const lossless = {
  files: ['bitmap', 'acl', 'quota', 'links', 'cache-split'],
  sort: ['reals', 'quicksort', 'stable', 'comparator'],
  monolith: ['fix', 'data', 'split', 'reorder'],
} as const

/** Conic without quiescence (Kramer and Magee 1985). */
export const strategy: Strategy = {
  ...conic,
  name: 'conic-1985',
  summary: 'Conic as it was before quiescence: relinks and replaces task modules whatever they are doing',
  profile: {
    ...conic.profile,
    limitation: 'special language; explicit intermodule links; no quiescence',
    source: 'Segal & Frieder 1993, Table A; Kramer and Magee 1985',
  },
  claims: {
    body: loses,
    'body-stateful': loses,
    interface: losesUnlessAtPort,
    state: loses,
    'interface+state': losesUnlessAtPort,
    add: loses,
    delete: loses,
    move: loses,
    group: loses,
    active: loses,
    protocol: { expect: 'violates', otherwise: 'refuses', note: 'if both ends are replaced' },
  },
  deviations: Object.entries(lossless).flatMap(([workload, updates]) =>
    updates.map((update) => ({ workload, update, found: 'completes', because: unbroken }) as const),
  ),
  linkage,
  createSite,
  control,
}
