import type { Disk, Line, Received } from '../../workloads/contract.ts'
import type { Image } from '../link/image.ts'
import type { Scope } from '../link/scope.ts'
import type { Memory, Space } from '../link/space.ts'
import type { PhasePart, Warning } from '../store/record.ts'
import type { RemoteCall } from './remote-calls.ts'
import type { StableStore } from './stable-store.ts'
import type { UpdatePlan } from './update-plan.ts'

/** What a strategy's agent can reach at its site. */
export interface SiteAccess {
  readonly memory: Memory
  /** Versions resident at the site, oldest first. The agent takes away those that it frees. */
  readonly spaces: Space[]
  /**
   * Makes a version ready to be loaded beside those that run; loads nothing yet.
   * @param memory what it works on: the site's, unless said
   */
  createSpace(image: Image, memory?: Memory): Space
  /** The program that runs here, where it is in one scope. */
  scoped(): ScopedProgram | undefined
  /** Loads a program in one scope beside the one that runs: only the initialisers of its static data run. */
  loadScoped(image: Image): ScopedProgram
  /** This is the program from now on. Where the site serves a line its `main` begins; who ran before counts no more. */
  runScoped(program: ScopedProgram): void
  now(): number
  /** The site's disk: it outlives the site. */
  readonly disk: Disk
  /** Takes notice of the commands that wait. To be called from the hooks, at a boundary. */
  interrupt(): void
  /** An update that waits goes on at once. To be called from the hooks. */
  wake(): void
  /** The site's own name, and the names of all sites of the program, in order. */
  readonly name: string
  readonly sites: readonly string[]
  /** The site where a component runs; undefined where that is this one. */
  siteOf(component: string): string | undefined
  /** Sends plain data to the agent at another site; it comes once, or is lost with the site. */
  post(site: string, content: unknown): void
  /** Asks the agent at another site, which answers by its `serve`. */
  call(site: string, call: RemoteCall): Promise<unknown>
  /** The site's stable storage, which outlives it. */
  openStore(): StableStore
  /** Requests that an earlier site took from the line and did not answer: they are in this one's hands now. */
  takeUnanswered(): readonly Received<unknown>[]
  /** Tells the trace that what runs or is suspended will not go on; nothing in a timed program. */
  traceCrash(): void
  /** Calls back when all that can happen by itself has happened; not from within an update's phase. */
  later(callback: () => void): void
  /** Something is to come from outside: a process waits for a request, or a timer runs. */
  isAwaited(): boolean
  /** Tells the trace which code is old and which is new from now on; nothing in a timed program. */
  beginUpdate(plan: UpdatePlan): void
  /** Tells the trace that a mapper or initialiser begins for a static datum of a version; nothing in a timed program. */
  traceConversion(version: string, datum: string, value: unknown): void
  /** Tells the trace that an object is now as a version has its type; nothing in a timed program. */
  traceObject(version: string, adt: string, object: object): void
}

/** A program in one scope, loaded. */
export interface ScopedProgram {
  readonly image: Image
  readonly scope: Scope
}

/** What runs at a site beside the program: what the linkage's text calls, and the phases of an update. */
export interface SiteAgent {
  /** `$h` in the linkage's text. */
  readonly hooks: object
  /** The first version is bound, and nothing of it has run yet. */
  loaded?(space: Space): void
  /** In order. Those of stage `load` run when the new version is to be loaded, the others on the update command. */
  readonly phases: readonly Phase[]
  /** The limit has passed: undo what can be undone, and say what held the update up. */
  withdraw?(update: SiteUpdate): { readonly reason: string; readonly inForce: 'old' | 'mixed' }
  /** Takes out the last update, at once; a promise resolves when all that goes with it is done too. */
  backOut?(): BackOut | Promise<BackOut>
  /** Stands between the program and its line. */
  wrapLine?<Request, Reply>(line: Line<Request, Reply>): Line<Request, Reply>
  /**
   * Stands between a procedure and the site that it calls; `send` sends the call there, or to the site that it says.
   * Without it the call is just sent.
   */
  call?(call: RemoteCall, site: string, send: (call: RemoteCall, to?: string) => Promise<unknown>): Promise<unknown>
  /** Carries out a call from another site. Without it the newest version's procedure is called. */
  serve?(call: RemoteCall, from: string): Promise<unknown>
  /** Takes a letter that the agent at another site has posted. */
  receive?(content: unknown, from: string): void
  /** Carries out an order of the strategy's own, given by its controller; what it returns is the answer. */
  obey?(content: unknown): Promise<unknown>
  /** Objects that are in the representation of an earlier version still. Without it nobody can tell. */
  countOldObjects?(): number
  /** What a reader of the trial should know, when it is over. */
  notices?(): readonly Warning[]
}

export type BackOut = { readonly done: true } | { readonly done: false; readonly reason: string }

/** What new callers of old procedures need. */
export interface BackCode {
  readonly image: Image
  /** Procedure → the support procedure that stands in for it where new code calls it. */
  readonly interprocedures: readonly (readonly [string, string])[]
}

/** An update under way at a site. */
export interface SiteUpdate {
  readonly plan: UpdatePlan
  readonly image: Image
  /** The support code of the way back, compiled with the old version; only for a strategy that `callsBack`. */
  readonly back?: BackCode
}

/** One step of an update. It runs atomically with respect to the program. */
export interface Phase {
  readonly name: string
  readonly stage: 'load' | 'update'
  /** What its time is counted as. */
  readonly part: PhasePart
  run(update: SiteUpdate): Step
}

/**
 * What comes after a phase: the next one; the same one again at the next chance (`again`: loading in small portions);
 * waiting until the hooks wake the update, to go on with the named phase; or the end (`stalled`: it is known that no safe
 * point will come, so that waiting for the limit would be in vain).
 */
export type Step =
  | 'next'
  | 'again'
  | 'done'
  | { readonly wait: string }
  | { readonly goTo: string }
  | { readonly failed: string; readonly inForce: 'old' | 'mixed' }
  | { readonly stalled: string; readonly inForce: 'old' | 'mixed' }
