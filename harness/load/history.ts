/** What happened to every request of a trial. Request i is at index i of each array. */
export interface History {
  /** Requests that were due or handed out: ids 0 … count−1. */
  readonly count: number
  /** Intended arrival, ms on the trial's clock. */
  readonly dueMs: Float64Array
  /** First reply, ms; 0 if none came. */
  readonly doneMs: Float64Array
  /** Digest of the first reply. */
  readonly digest: Uint32Array
  /** Replies received: 1 is right, 0 is a lost request, 2 a duplicated reply. */
  readonly replies: Uint8Array
  /** The how-manieth first reply of the trial this was (0 is the first); meaningless where none came. */
  readonly rank: Uint32Array
  /**
   * First replies of the trial that had been sent when the request was handed out: those with a rank below this came
   * before it, all others overlap with it. `neverTaken` where it was not handed out.
   */
  readonly takenAfter: Uint32Array
  readonly segments: readonly Segment[]
  /**
   * Intended arrivals, ms, of the requests of the open segment that were left in the queue when it ended: never handed out,
   * because the program was far behind, and so without a number. What a program that hangs does not take is lost instead.
   */
  readonly leftDueMs: Float64Array
  readonly update?: UpdateMarks
  /** Errors that escaped from `main`, each with the requests its process had taken and not answered. */
  readonly errors: readonly ProgramError[]
}

export const neverTaken = 0xffff_ffff

/** A stretch of a trial with one kind of load. Requests first … end−1 belong to it. */
export interface Segment {
  readonly name: 'setup' | 'warm-up' | 'capacity-before' | 'measured' | 'capacity-after' | 'rest' | 'probes'
  readonly mode: 'saturated' | 'open'
  readonly first: number
  readonly end: number
  readonly startMs: number
  readonly endMs: number
}

/** Moments of the update on the trial's clock, and the number of the next request to be handed out then. */
export interface UpdateMarks {
  /** The new version begins to be loaded (t_l). */
  readonly loadMs: number
  /** The update command is given (t_u). */
  readonly commandMs: number
  readonly commandNext: number
  /** Only new code runs; absent if that did not come to pass. */
  readonly completedMs?: number
  readonly completedNext?: number
  /** The update was given up and only old code runs again; absent if that did not come to pass. */
  readonly withdrawnMs?: number
  readonly withdrawnNext?: number
}

export interface ProgramError {
  readonly atMs: number
  readonly message: string
  /** With the workload's own file and line. */
  readonly stack: string
  readonly process: number
  readonly outstanding: readonly number[]
}
