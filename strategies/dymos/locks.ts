import { Suspensions, type Suspendable } from '../../harness/link/suspensions.ts'

/** A lock that a process holds for reading while one of its activations, which can suspend, has not returned. */
interface Holding extends Suspendable {
  readonly process: Process
  readonly counts: Int32Array
  readonly index: number
  /** The process's holdings are linked one to the next: a set would cost every call a hash. */
  older: Holding | undefined
  newer: Holding | undefined
}

/** One thread of control: an activation of main, and all that it called. */
interface Process {
  readonly number: number
  newest: Holding | undefined
}

/** Where the readers of a procedure's lock are counted, in one version. */
export interface Lock {
  readonly id: string
  readonly counts: Int32Array
  readonly index: number
  /** Its procedure never suspends: whoever has the lock is running now. */
  readonly brief: boolean
}

/** The locks of all procedures, and which process has which: what the emitted text calls. */
export class Locks extends Suspensions<Holding> {
  /** Calls that wait for an update. */
  waiting = 0
  /** Processes that have not ended. */
  readonly processes = new Set<Process>()
  #current: Process = { number: 0, newest: undefined }
  #begun = 0
  readonly #watched = new Set<Lock>()
  readonly #events: { readonly idle: () => void; readonly suspended: () => void }

  /**
   * @param events `idle`: the last reader of a lock that is watched has left. `suspended`: a process has suspended while
   * calls wait for an update.
   */
  constructor(events: { readonly idle: () => void; readonly suspended: () => void }) {
    super()
    this.#events = events
  }

  protected suspended(): void {
    if (this.waiting > 0) this.#events.suspended()
  }

  protected resumed({ process }: Holding): void {
    // To read costs less than to write, and mostly it is the same one.
    if (this.#current !== process) this.#current = process
  }

  /** The process that runs. */
  get current(): Process {
    return this.#current
  }

  begin(counts: Int32Array, index: number): Holding {
    this.#current = { number: ++this.#begun, newest: undefined }
    this.processes.add(this.#current)
    return this.acquire(counts, index)
  }

  acquire(counts: Int32Array, index: number): Holding {
    const process = this.#current
    const older = process.newest
    const holding: Holding = { process, counts, index, away: false, older, newer: undefined }
    if (older !== undefined) older.newer = holding
    process.newest = holding
    counts[index]!++
    return holding
  }

  release(holding: Holding): void {
    this.resume(holding, undefined)
    const { process, counts, index, older, newer } = holding
    if (older !== undefined) older.newer = newer
    if (newer !== undefined) newer.older = older
    else {
      process.newest = older
      if (older === undefined) this.processes.delete(process)
    }
    if (--counts[index]! < 0) this.idle()
  }

  idle(): void {
    this.#events.idle()
  }

  /** Readers of a lock. */
  readers(lock: Lock): number {
    return lock.counts[lock.index]! + (this.#watched.has(lock) ? 1 : 0)
  }

  watch(locks: readonly Lock[]): void {
    for (const lock of locks) {
      if (this.#watched.has(lock) || lock.counts[lock.index]! <= 0) continue
      this.#watched.add(lock)
      lock.counts[lock.index]!--
    }
  }

  unwatch(): void {
    for (const { counts, index } of this.#watched) counts[index]!++
    this.#watched.clear()
  }

  /** Processes that have the lock across a suspension. */
  holders({ counts, index }: Lock): readonly Process[] {
    return [...this.processes].filter((process) =>
      holdingsOf(process).some((holding) => holding.counts === counts && holding.index === index),
    )
  }

  /** Whether the process that runs is inside a procedure of one of the locks. */
  isInside(locks: readonly Lock[]): boolean {
    const holdings = [...holdingsOf(this.#current)]
    return locks.some((lock) =>
      lock.brief
        ? this.readers(lock) > 0
        : holdings.some(({ counts, index }) => counts === lock.counts && index === lock.index),
    )
  }
}

function* holdingsOf({ newest }: Process): Generator<Holding> {
  for (let holding = newest; holding !== undefined; holding = holding.older) yield holding
}
