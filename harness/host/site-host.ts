import type { Disk, Parameters } from '../../workloads/contract.ts'
import type { Image, Unit } from '../link/image.ts'
import type { Factory } from '../link/run-unit.ts'
import type { Device } from '../load/line-host.ts'
import type { SiteAccess, SiteAgent } from './agent.ts'
import type { Order, OrderAnswer } from './messages.ts'
import type { SiteNetwork } from './neighbours.ts'
import type { Letter } from './remote-calls.ts'
import type { HandedState } from './snapshot.ts'
import type { StableStore } from './stable-store.ts'
import type { Trace } from './trace.ts'

/** What a site is given by the place where it runs: a thread on real time, or one thread on virtual time. */
export interface SiteHost {
  readonly name: string
  now(): number
  after(ms: number): Promise<void>
  /** The site's disk: it outlives the site. */
  readonly disk: Disk
  /** The site's stable storage, for a strategy that wants one. */
  openStore(): StableStore
  /** Calls back after a while, when other work has had its turn; the longer, the more time was just taken from it. */
  later(callback: () => void, takenMs: number): void
  answer(answer: OrderAnswer): void
  /** The next command that waits, if any. */
  take(): Order | undefined
  /** All processes have ended. */
  ended(): void
  /** Number of the next request that the line hands out. */
  next(): number
  /** Sends a letter to another site. */
  post(to: string, letter: Letter): void
  memoryUse(): MemoryUse
  /** Throws away what nobody needs any more, and says what is left. */
  settleMemory(): Promise<SettledMemory>
  /** Nothing of the site goes on for so long. */
  suspend(ms: number): void
}

/** `residentBytes` is of the whole process, which may have several sites. */
interface MemoryUse {
  readonly heapBytes: number
  readonly heapPeakBytes: number
  readonly residentBytes: number
  readonly processId: number
}

/** After a full collection. */
export interface SettledMemory {
  readonly heapBytes: number
  /** Of typed arrays and whatever else of the site lies outside its heap. */
  readonly externalBytes: number
  /** Of the whole process. */
  readonly residentBytes: number
  readonly processId: number
}

/** What a site is made of. */
export interface SiteOptions {
  readonly image: Image
  readonly tables: 'shared' | 'per-version'
  readonly parameters: Parameters
  readonly processes: number
  /**
   * The line, where the site serves one; elsewhere only what other sites call runs.
   * @param position where the state that the site has been given says so: the first request that is not in it
   */
  readonly createLine?: (interrupt: () => void, position?: number) => Device<unknown, unknown>
  readonly network: SiteNetwork
  readonly createAgent: (access: SiteAccess) => SiteAgent
  readonly flag: Int32Array
  readonly trace?: Trace
  /** Where the same program runs over and over: what a unit's text was compiled to. */
  readonly compile?: ((unit: Unit) => Factory) | undefined
  /** The linkage takes notice of commands at procedure boundaries by itself; else, in a traced program, the trace does. */
  readonly noticesCommands: boolean
  readonly restored?: HandedState
  /** Nothing runs before the command `take-over`. */
  readonly awaitsState?: boolean
}
