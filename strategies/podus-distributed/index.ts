import type { Strategy } from '../contract.ts'
import { strategy as podus } from '../podus/index.ts'
import { linkage } from './link.ts'
import { assess } from './rules.ts'
import { control, createSite, layout } from './update.ts'

/** PODUS for programs at several sites (Segal and Frieder 1989, 1993). */
export const strategy: Strategy = {
  ...podus,
  name: 'podus-distributed',
  summary: 'PODUS at each site on its own: servers serve callers of every version, and no site waits for another',
  profile: { ...podus.profile, source: 'Segal & Frieder 1993, Table A and "Distributed PODUS"' },
  claims: {
    ...podus.claims,
    group: { expect: 'completes', otherwise: 'refuses', note: 'at one site' },
    protocol: { expect: 'completes', note: 'interprocedure at the server' },
  },
  linkage,
  callsBack: true,
  assess,
  layout,
  createSite,
  control,
}
