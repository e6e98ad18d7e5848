import type { TopLevelSpec } from 'vega-lite'

/** A picture of a report. */
export interface Figure {
  /** Of its file, without an ending. */
  readonly name: string
  /** The workload whose chapter it belongs to, and the update, where it is of one only. */
  readonly workload: string
  readonly update?: string
  /** What is to be seen, and how it was made. */
  readonly caption: string
  readonly spec: TopLevelSpec
}
