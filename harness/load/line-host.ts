import type { Line, Received } from '../../workloads/contract.ts'

/** What the line needs of the place where it runs: a thread on real time, or the explorer on virtual time. */
export interface LineHost {
  now(): number
  /** Calls back soon, after other work of the event loop. */
  poll(callback: () => void, atMs: number): void
  /** Takes notice of a command that waits. */
  interrupt(): void
  /** Its first word is negative while a command waits for the site. */
  readonly flag: Int32Array
  /** For how long the line may hand out requests before it lets the event loop run, in ms. */
  readonly quantumMs: number
}

/** The line as a site sees it. */
export interface Device<Request, Reply> {
  /** Number of the next request to be handed out. */
  readonly next: number
  /** Requests taken and not answered. */
  readonly outstanding: number
  /** Processes that wait for a request. */
  readonly receiving: number
  /** Requests before this one are in the site's state, or under way. */
  readonly position: number
  port(process: number): Line<Request, Reply>
  /** Takes nothing any more; one of several units first carries out what others took before request `at`. */
  hold(at?: number): void
  release(): void
  /** What is in hand is lost: replies to it do not count any more. */
  cutOff(): void
  abandon(process: number): void
  /** Requests that an earlier site took and did not answer: they are in this one's hands from now on. */
  takeUnanswered(): readonly Received<Request>[]
}
