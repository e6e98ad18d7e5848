import type { ChangeKind } from '../program/change-kind.ts'
import type { Environment, LoadDescription, Metrics, Outcome, Verdict, Violations, Warning } from '../store/record.ts'

export const soakSchema = 'on-the-fly-bench/soak/1'

/** One update of a soak, and what there was when all had settled. The first entry is the program before all updates. */
export interface SoakRound extends Pick<Metrics, 'loadMs' | 'updateMs' | 'serviceGapMs' | 'downtimeMs' | 'latency'> {
  /** 0 before the first update. */
  readonly number: number
  /** Its name; null where there was none. */
  readonly update: string | null
  /** The release in force at the end. */
  readonly release: string
  readonly outcome: Outcome
  /** Requests per second in the saturated stretch after it. */
  readonly capacity: number
  /** Requests of the round that were not rightly served. */
  readonly wrong: number
  /** After a full collection. */
  readonly heapBytes: number
  readonly externalBytes: number
  /** Of the whole process, without what the line has written down of the requests so far. */
  readonly residentBytes: number
  readonly versionsResident: number
  /** Objects in the representation of an earlier version; null where the strategy cannot tell. */
  readonly oldObjects: number | null
}

/** What came of a soak. */
export interface SoakRecord {
  readonly schema: typeof soakSchema
  readonly strategy: string
  readonly workload: string
  /** The updates that the program went along, forth and back. */
  readonly along: readonly {
    readonly name: string
    readonly from: string
    readonly to: string
    readonly changes: readonly ChangeKind[]
  }[]
  /** How it went back: by an update to the version before, or by the strategy's own command. */
  readonly back: 'update' | 'command'
  /** Updates asked for. */
  readonly updates: number
  readonly seed: number
  readonly parameters: Readonly<Record<string, number>>
  readonly load: LoadDescription
  readonly startedAt: string
  readonly outcome: Outcome
  readonly reason?: string
  readonly verdict: Verdict
  readonly violations: Violations
  readonly rounds: readonly SoakRound[]
  readonly warnings: readonly Warning[]
  readonly environment: Environment
}
