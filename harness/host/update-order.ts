import type { Image } from '../link/image.ts'
import type { BackCode } from './agent.ts'
import type { Controller, SiteStart } from './controller.ts'
import type { UpdateResult } from './messages.ts'
import type { UpdatePlan } from './update-plan.ts'

/** All that leading an update takes. */
export interface UpdateOrder {
  readonly plan: UpdatePlan
  readonly image: Image
  /** How each site of the new version is started. */
  readonly starts: readonly SiteStart[]
  /** Concurrent activations of `main`. */
  readonly processes: number
  /** What each site needs to call others of the old version. */
  readonly backs?: ReadonlyMap<string, BackCode>
  readonly control?: ((controller: Controller) => Promise<UpdateResult>) | undefined
}
