import type { Strategy } from './contract.ts'
import { strategy as argus } from './argus/index.ts'
import { strategy as conic1985 } from './conic-1985/index.ts'
import { strategy as conic } from './conic/index.ts'
import { strategy as das } from './das/index.ts'
import { strategy as direct } from './direct/index.ts'
import { strategy as dmert } from './dmert/index.ts'
import { strategy as dymos } from './dymos/index.ts'
import { strategy as fabrySweep } from './fabry-sweep/index.ts'
import { strategy as fabry } from './fabry/index.ts'
import { strategy as failover } from './failover/index.ts'
import { strategy as linkingLate } from './linking-late/index.ts'
import { strategy as linking } from './linking/index.ts'
import { strategy as mts } from './mts/index.ts'
import { strategy as podusDistributed } from './podus-distributed/index.ts'
import { strategy as podus } from './podus/index.ts'
import { strategy as restart } from './restart/index.ts'
import { strategy as scp } from './scp/index.ts'

/** Every strategy of the suite; what the command line offers, and what the tables show. */
export const strategies = {
  direct,
  restart,
  linking,
  'linking-late': linkingLate,
  failover,
  scp,
  fabry,
  'fabry-sweep': fabrySweep,
  das,
  mts,
  argus,
  conic,
  'conic-1985': conic1985,
  dmert,
  dymos,
  podus,
  'podus-distributed': podusDistributed,
} satisfies Record<string, Strategy>
