import type { PlannedFault } from './host/faults.ts'
import type { Windows } from './host/windows.ts'
import type { Arrivals } from './load/schedule.ts'
import type { Role } from './store/record.ts'

/** A plug-in by name, with the module that exports it. */
export interface PlugIn {
  readonly name: string
  /** Absolute path of the module that exports `strategy` or `workload`. */
  readonly path: string
}

/** All that determines a trial: plain data, so that it can be sent to a process of its own and hashed. */
export interface TrialPlan {
  /** For the role `direct` this is the control `direct`. */
  readonly strategy: PlugIn
  readonly workload: PlugIn
  readonly update: string
  /** What the operator says in the strategy's own language; where absent, what it derives from the differences. */
  readonly command?: string
  readonly role: Role
  /** Run the update although the strategy's rules refuse it. */
  readonly forced: boolean
  /** Record a trace of procedure entries and check it; such a trial is not timed. */
  readonly traced: boolean
  readonly block: number
  readonly position: number
  readonly seed: number
  readonly parameters: Readonly<Record<string, number>>
  readonly load: TrialLoad
  readonly windows: Windows
  /** How sites reach one another; where absent, as threads of one process do. */
  readonly transport?: Transport
  /** IP addresses at which sites take letters over TCP, by site; loopback's where absent. */
  readonly addresses?: Readonly<Record<string, string>>
  /** What breaks, and when. */
  readonly faults?: readonly PlannedFault[]
}

export const transports = ['threads', 'tcp'] as const

/** `tcp`: sites are processes of their own, but for one that serves the line alone. */
export type Transport = (typeof transports)[number]

export type TrialLoad =
  | { readonly mode: 'saturated' }
  | {
      readonly mode: 'open'
      readonly share?: number
      /** Requests per second. */ readonly rate: number
      readonly arrivals: Arrivals
    }

/** Windows of an ordinary trial, of a quick one, of one that is only to show that all works, and of one that is traced and hence slow. */
export const windows = {
  usual: { warmUpMs: 800, capacityMs: 500, beforeMs: 500, horizonMs: 1500, limitMs: 1000, hangMs: 5000 },
  smoke: { warmUpMs: 200, capacityMs: 100, beforeMs: 100, horizonMs: 300, limitMs: 200, hangMs: 3000 },
  glance: { warmUpMs: 100, capacityMs: 50, beforeMs: 50, horizonMs: 250, limitMs: 200, hangMs: 3000 },
  traced: { warmUpMs: 50, capacityMs: 20, beforeMs: 100, horizonMs: 300, limitMs: 200, hangMs: 5000 },
} as const satisfies Record<string, Windows>
