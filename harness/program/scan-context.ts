import type { BusyFinder } from './busy-arguments.ts'
import type { Closures } from './closures.ts'
import type { Place } from './place.ts'
import type { ReceiverTypes } from './receiver-type.ts'
import type { Scopes } from './scopes.ts'
import type { Complain } from './support-declarations.ts'

/** What the parts of a scan share: where the walk stands, and what can be told from there. */
export interface ScanContext {
  readonly scopes: Scopes
  readonly place: Place
  readonly receivers: ReceiverTypes
  readonly closures: Closures
  readonly busy: BusyFinder
  readonly complain: Complain
  /** Names under which objects may hold functions; `*` where a name is computed. */
  readonly functionProperties: Set<string>
}
