import { Worker } from 'node:worker_threads'
import type { Refusal } from '../../strategies/contract.ts'
import { compileCache } from '../compile-cache.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { createBrokenResult } from './broken-result.ts'
import { splitPoints, type Chunk, type PointResult } from './points.ts'
import type { Variation } from './space.ts'

/** One exploration among many: plain data. */
export interface Cell {
  readonly plan: TrialPlan
  readonly requests: number
  readonly schedule: number
  readonly variation: Variation
  readonly all: boolean
  /** Explore this one point. */
  readonly only?: number | undefined
}

export type CellSize =
  | { readonly points: number; readonly sites: readonly string[] }
  | { readonly refusals: readonly Refusal[] }

export type Task =
  | { readonly type: 'prepare'; readonly number: number; readonly cell: Cell }
  | { readonly type: 'chunk'; readonly number: number; readonly cell: Cell; readonly chunk: Chunk }

export type TaskAnswer =
  | { readonly type: 'size'; readonly size: CellSize }
  | { readonly type: 'results'; readonly results: readonly PointResult[] }
  | { readonly type: 'error'; readonly message: string; readonly stack: string }

/** What came of a cell. */
export type CellResult =
  | {
      readonly type: 'explored'
      readonly sites: readonly string[]
      readonly results: readonly PointResult[]
      /** Time that the threads spent on it, in ms. */
      readonly busyMs: number
    }
  | { readonly type: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly type: 'error'; readonly message: string }

export interface PoolOptions {
  readonly threads: number
  /** Points that have been explored, of those that are known by now. */
  readonly onProgress?: (done: number, of: number) => void
  readonly onCell?: (number: number, result: CellResult) => void
  /** A single run that takes longer than this is taken to hang, in ms. */
  readonly limitMs?: number
  /** Once it is aborted, what threads have in hand is brought to its end, and nothing else. */
  readonly signal?: AbortSignal
}

/**
 * Explores cells on several threads. A thread goes on with the cell that it has prepared; when that has nothing left it
 * takes the next one, and at the end it helps the others. What comes out does not depend on who explores what.
 * @returns for each cell what came of it; undefined where the signal came first
 */
export async function explorePool(
  cells: readonly Cell[],
  options: PoolOptions,
): Promise<readonly (CellResult | undefined)[]> {
  const pool = new Pool(cells, options)
  try {
    return await pool.run()
  } finally {
    await pool.end()
  }
}

interface Work {
  readonly number: number
  readonly cell: Cell
  readonly chunks: Chunk[]
  readonly results: PointResult[]
  sites: readonly string[]
  points: number
  /** Tasks that threads have in hand. */
  open: number
  busyMs: number
  result: CellResult | undefined
}

class Pool {
  readonly #work: readonly Work[]
  readonly #options: PoolOptions
  readonly #threads = new Set<Thread>()
  /** Threads that have nothing to do at the moment. */
  readonly #wakes: (() => void)[] = []
  #begun = 0
  #done = 0

  constructor(cells: readonly Cell[], options: PoolOptions) {
    this.#options = options
    this.#work = cells.map((cell, number) => ({
      number,
      cell,
      chunks: [],
      results: [],
      sites: [],
      points: 0,
      open: 0,
      busyMs: 0,
      result: undefined,
    }))
  }

  async run(): Promise<readonly (CellResult | undefined)[]> {
    this.#options.signal?.addEventListener('abort', () => this.#wakeAll())
    await Promise.all(Array.from({ length: this.#options.threads }, () => this.#serve()))
    return this.#work.map(({ result }) => result)
  }

  async end(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()))
  }

  /** One thread's part of the work; where it hangs, another takes its place. */
  async #serve(): Promise<void> {
    let thread = this.#start()
    let own: Work | undefined
    while (true) {
      const next = this.#choose(own)
      if (next === undefined) {
        if (this.#isDone) return
        // What others have in hand may turn out to have work for this thread too.
        await new Promise<void>((resolve) => this.#wakes.push(resolve))
        continue
      }
      own = next
      if (!(await this.#carryOut(next, thread))) {
        await this.#stop(thread)
        thread = this.#start()
      }
      this.#wakeAll()
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wakes.splice(0)) wake()
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted === true
  }

  get #isDone(): boolean {
    return this.#isAborted || this.#work.every(({ result }) => result !== undefined)
  }

  #choose(own: Work | undefined): Work | undefined {
    if (this.#isAborted) return undefined
    if (own !== undefined && own.chunks.length > 0) return own
    const fresh = this.#work[this.#begun]
    if (fresh !== undefined) {
      this.#begun++
      return fresh
    }
    return this.#work.findLast(({ chunks }) => chunks.length > 0)
  }

  /** Does one task of the work. False where the thread is of no use any more. */
  async #carryOut(work: Work, thread: Thread): Promise<boolean> {
    const { number, cell } = work
    const chunk = work.chunks.shift()
    work.open++
    const startMs = performance.now()
    const answer = await thread.ask(
      chunk === undefined ? { type: 'prepare', number, cell } : { type: 'chunk', number, cell, chunk },
    )
    work.busyMs += performance.now() - startMs
    work.open--
    if (answer.type === 'gone') this.#noteGone(work, chunk, thread.point, answer.reason)
    else if (answer.type === 'error') work.result = { type: 'error', message: answer.message }
    else if (answer.type === 'size') this.#divide(work, answer.size)
    else this.#add(work, answer.results)
    this.#finish(work)
    return answer.type !== 'gone'
  }

  #divide(work: Work, size: CellSize): void {
    if ('refusals' in size) {
      work.result = { type: 'refused', refusals: size.refusals }
      return
    }
    const { only } = work.cell
    work.sites = size.sites
    work.chunks.push(...(only === undefined ? splitPoints(size.points) : [{ first: only, end: only + 1 }]))
    work.points = only === undefined ? size.points : 1
  }

  #add(work: Work, results: readonly PointResult[]): void {
    work.results.push(...results)
    for (const { covers } of results) this.#done += covers
    const known = this.#work.reduce((sum, { points }) => sum + points, 0)
    this.#options.onProgress?.(this.#done, known)
  }

  /** A run that does not come to its end is a result too; the points after it are explored by another thread. */
  #noteGone(work: Work, chunk: Chunk | undefined, point: number, reason: string): void {
    if (chunk === undefined) {
      work.result = { type: 'error', message: `without any update: ${reason}` }
      return
    }
    this.#add(work, [createBrokenResult(point, reason)])
    if (point > chunk.first) work.chunks.unshift({ first: chunk.first, end: point })
    if (point + 1 < chunk.end) work.chunks.unshift({ first: point + 1, end: chunk.end })
  }

  #finish(work: Work): void {
    if (work.result === undefined) {
      if (work.open > 0 || work.chunks.length > 0) return
      const { sites, busyMs } = work
      const results = work.results.toSorted((a, b) => a.point - b.point)
      work.result = { type: 'explored', sites, results, busyMs }
    }
    work.chunks.length = 0
    if (work.open === 0) this.#options.onCell?.(work.number, work.result)
  }

  #start(): Thread {
    const thread = new Thread(this.#options.limitMs ?? 60_000)
    this.#threads.add(thread)
    return thread
  }

  async #stop(thread: Thread): Promise<void> {
    this.#threads.delete(thread)
    await thread.end()
  }
}

/** The thread hangs, or has died. */
interface Gone {
  readonly type: 'gone'
  readonly reason: string
}

/** Time for preparing an exploration, in ms. */
const preparingMs = 120_000

/** How often it is looked whether a thread still makes progress, in ms. */
const lookMs = 250

/** Each run leaves all that it made behind: with the usual few megabytes, much of the time would go into collecting it. */
const youngMb = 48

class Thread {
  readonly #progress = new Int32Array(new SharedArrayBuffer(8))
  readonly #worker: Worker
  readonly #limitMs: number

  constructor(limitMs: number) {
    this.#limitMs = limitMs
    Atomics.store(this.#progress, 0, -1)
    this.#worker = new Worker(new URL('explore-worker.ts', import.meta.url), {
      workerData: { progress: this.#progress },
      env: { ...process.env, ...compileCache },
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    })
  }

  /** The point that is being run; negative while there is none. */
  get point(): number {
    return Atomics.load(this.#progress, 0)
  }

  /** To compile takes as long as it takes on a busy machine: nothing loops there. */
  get #patienceMs(): number {
    return this.point < 0 ? Math.max(preparingMs, this.#limitMs) : this.#limitMs
  }

  ask(task: Task): Promise<TaskAnswer | Gone> {
    return new Promise((resolve) => {
      let [runs, sinceMs] = [Atomics.load(this.#progress, 1), performance.now()]
      const timer = setInterval(() => {
        const now = Atomics.load(this.#progress, 1)
        if (now !== runs) [runs, sinceMs] = [now, performance.now()]
        else if (performance.now() - sinceMs > this.#patienceMs)
          settle({ type: 'gone', reason: `a run took longer than ${this.#patienceMs / 1000} s` })
      }, lookMs)
      const died = (error: Error): void => settle({ type: 'gone', reason: error.stack ?? error.message })
      const settle = (answer: TaskAnswer | Gone): void => {
        clearInterval(timer)
        this.#worker.off('message', settle)
        this.#worker.off('error', died)
        resolve(answer)
      }
      this.#worker.once('message', settle)
      this.#worker.once('error', died)
      this.#worker.postMessage(task)
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
