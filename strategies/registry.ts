import type { Strategy } from './contract.ts'
import { strategy as argus } from './argus/index.ts'
import { strategy as conic } from './conic/index.ts'
import { strategy as das } from './das/index.ts'
import { strategy as direct } from './direct/index.ts'
import { strategy as dmert } from './dmert/index.ts'
import { strategy as dymos } from './dymos/index.ts'
import { strategy as linking } from './linking/index.ts'
import { strategy as linkingLate } from './linking-late/index.ts'
import { strategy as failover } from './failover/index.ts'
import { strategy as mts } from './mts/index.ts'
import { strategy as podus } from './podus/index.ts'
import { strategy as restart } from './restart/index.ts'
import { strategy as scp } from './scp/index.ts'

/** Every strategy of the suite; what the command line offers, and what the tables show. */
export const strategies = {
  direct,
  restart,
  argus,
  conic,
  linking,
  'linking-late': linkingLate,
  failover,
  scp,
  das,
  dmert,
  dymos,
  mts,
  podus,
} satisfies Record<string, Strategy>
