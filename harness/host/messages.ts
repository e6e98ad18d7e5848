import type { Image } from '../link/image.ts'
import type { Outcome, PhaseSpan, Warning } from '../store/record.ts'
import type { LetterFault } from './letter-faults.ts'
import type { BackCode } from './agent.ts'
import type { SiteNetwork } from './neighbours.ts'
import type { HandedState, Snapshot } from './snapshot.ts'
import type { TraceReport } from './trace.ts'
import type { SiteStock } from './stock.ts'
import type { UpdatePlan } from './update-plan.ts'

/** What a controller tells a site. Each is answered once, but for `withdraw`, `cut-off`, `release`, `network` and `suspend`. */
export type Command =
  /** `network`: where components run from now on. */
  | {
      readonly type: 'load'
      readonly image: Image
      readonly plan: UpdatePlan
      readonly network?: SiteNetwork
      readonly back?: BackCode
    }
  | { readonly type: 'update' }
  | { readonly type: 'withdraw' }
  | { readonly type: 'back-out' }
  /** Stops taking requests, those of other units from `at` on, and answers when none is under way. */
  | { readonly type: 'drain'; readonly at?: number }
  /** What has not been answered by now is lost. */
  | { readonly type: 'cut-off' }
  /** Takes requests again after all. */
  | { readonly type: 'release' }
  | { readonly type: 'snapshot' }
  /** For a site that awaits its state: it runs from now on; requests before `position` are in the state. */
  | { readonly type: 'take-over'; readonly state: HandedState; readonly position: number }
  /** How far the site has come on the line. */
  | { readonly type: 'position' }
  /** An order of the strategy's own, for its agent. */
  | { readonly type: 'agent'; readonly content: unknown }
  /** What the network does to letters from now on. */
  | { readonly type: 'network'; readonly faults: readonly LetterFault[] }
  /** Nothing of the site goes on for so long, as a fault has it. */
  | { readonly type: 'suspend'; readonly forMs: number }
  | { readonly type: 'report' }
  /** Throws away what nobody needs any more, and tells what is left. */
  | { readonly type: 'take-stock' }

/** A command on its way to a site. Answers may come in another order: each carries the number of what it answers. */
export interface Order {
  readonly number: number
  readonly command: Command
}

export interface OrderAnswer {
  readonly number: number
  readonly answer: Answer
}

export type Answer =
  | { readonly type: 'loaded'; readonly atMs: number }
  | { readonly type: 'outcome'; readonly result: UpdateResult }
  /** `position`: requests before this one are in the state. */
  | { readonly type: 'drained'; readonly atMs: number; readonly position: number }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'position'; readonly position: number }
  | { readonly type: 'taken-over' }
  | { readonly type: 'agent'; readonly content: unknown }
  | { readonly type: 'report'; readonly report: SiteReport }
  | { readonly type: 'stock'; readonly stock: SiteStock }
  | { readonly type: 'failed'; readonly message: string; readonly stack: string }

/** How an update ended, at a site or as a whole. */
export interface UpdateResult {
  readonly outcome: Exclude<Outcome, 'none'>
  readonly reason?: string
  /** Time, and number of the next request, at which only new code ran. */
  readonly completedMs?: number
  readonly completedNext?: number
  /** Time, and number of the next request, from which the old version alone ran again. */
  readonly withdrawnMs?: number
  readonly withdrawnNext?: number
  /** Which version serves requests from now on: the new, the old, or some of each. */
  readonly inForce: 'new' | 'old' | 'mixed'
}

export interface SiteReport {
  readonly spans: readonly PhaseSpan[]
  readonly errors: readonly {
    readonly atMs: number
    readonly message: string
    readonly stack: string
    readonly process: number
  }[]
  readonly heapBytes: number
  readonly heapPeakBytes: number
  /** Of the process in which the site runs, which may have others as well. */
  readonly residentBytes: number
  readonly processId: number
  readonly versionsResident: number
  /** What a reader of the trial should know. */
  readonly notices: readonly Warning[]
  readonly trace?: TraceReport
}
