/**
 * A workload is one program in several releases, with traffic, a reference model and updates.
 *
 * To add one: make a folder `workloads/<name>/` with
 *   v1/ v2/ …      the releases: ordinary TypeScript, `main.ts` exports `main(line, outside)`
 *   updates/       the support code of each update (interprocedures, mappers, groups)
 *   traffic.ts     request i from the seed and i alone
 *   model.ts       what replies are right, written without a look at the program
 *   index.ts       exports `workload`, which says what belongs together
 * and add its line to `registry.ts`, or pass the folder to `--workload ./my-service`.
 */
import type { ChangeKind } from '../harness/program/change-kind.ts'
import type { Random } from '../harness/load/random.ts'
import type { Arrivals } from '../harness/load/schedule.ts'

/** The device from which a program receives requests and to which it sends replies. */
export interface Line<Request, Reply> {
  /** The next request, as soon as there is one; `undefined` when the line has closed. */
  receive(): PromiseLike<Received<Request> | undefined> | Received<Request> | undefined
  /** Sends the reply to a request, once. */
  reply(request: Received<Request>, reply: Reply): void
}

/** A request as the program gets it from the line. */
export interface Received<Request> {
  readonly id: number
  readonly body: Request
}

/** All else that touches the world outside the program; `main`'s second argument. */
export interface Outside {
  /** Milliseconds since the trial began. */
  now(): number
  /** Resolves after so many milliseconds. */
  after(ms: number): Promise<void>
  /** The workload's parameters, as given on the command line. */
  readonly parameters: Readonly<Record<string, number>>
  /** What outlives the loss of the site. */
  readonly disk: Disk
}

/** Files that records are added to, and never changed or taken away. */
export interface Disk {
  /**
   * Adds a record to the end of a file. Resolves when the record would survive the loss of the site; records of one
   * file are kept in the order of the calls. Names of files: lower-case letters, digits, `-` and `.`.
   */
  append(file: string, record: string): Promise<void>
  /** The durable records of a file, oldest first; none of a file that does not exist. */
  read(file: string): Promise<readonly string[]>
}

export interface Parameter {
  readonly default: number
  readonly minimum: number
  readonly maximum: number
  /** Smaller value for a first, quick run: `bench matrix --smoke`. */
  readonly smoke?: number
  readonly summary: string
}

/** Numbers by parameter name; `processes` (concurrent activations of `main`) always exists. */
export type Parameters = Readonly<Record<string, number>>

/**
 * One update between two releases. Its support code is a TypeScript module that exports what it needs of
 *   `interprocedures`  { 'module.ts#procedure': function }  what an old caller reaches once the procedure is new;
 *                      takes the old parameters, calls the new version's procedures, gives the old result
 *   `mappers`          { 'module.ts#datum': function }      the new static datum from the old one
 *   `groups`           [['module.ts#a', 'module.ts#b'], …]  procedures that are only right together
 * It imports types of the old version, and anything of the new one. A method is written 'module.ts#Class.method'.
 */
export interface UpdateDeclaration {
  readonly name: string
  readonly from: string
  readonly to: string
  /** What the author says that the update changes; the diff must find the same kinds. */
  readonly kinds: readonly ChangeKind[]
  /** One sentence: why a maintainer would want it. */
  readonly why: string
  /** File with the support code, relative to the workload's folder. */
  readonly support?: string
  /**
   * Every request does the same to the state under both releases, once the state is converted: only replies differ, or
   * nothing that anybody sees. So a machine of either release can carry out what one of the other has answered, and both
   * can be there side by side. It is the author's promise; `bench check` holds it against the model.
   */
  readonly sameEffects?: true
  /** File with the support code of the way back (to → from), for strategies that can back out. */
  readonly backOut?: string
}

/** What is asked of the program: a pure function of the seed and the request's number. */
export interface Traffic<Request, Reply> {
  /** Requests 0 … setup−1 build the initial state; they are served before any measurement. */
  readonly setup: number
  /** Content of request `id`; `random` is already seeded by (seed, id). */
  request(id: number, random: Random): Request
  /**
   * Whether serving the request can change the program's state. Where several machines serve one line, each of them has
   * to carry out those that do; without it, all requests are taken to change the state.
   */
  changesState?(request: Request): boolean
  /** Requests sent at the very end, whose replies show the final state. */
  readonly probes: number
  probe(index: number): Request
  /** 32-bit digest of a reply; different replies should differ in it. Called once a request: keep it cheap. */
  digest(reply: Reply): number
}

/** The reference: what a right program answers. It never imports the program. */
export interface Model<Request, Reply> {
  /** The right reply of `version` to `request` in the present state. Changes nothing. */
  reply(request: Request, version: string): Reply
  /** Moves the state on as `version` does when it serves `request`. */
  apply(request: Request, version: string): void
}

/**
 * For a program whose requests overlap, so that no order of service is given: replies are right if *some* order explains
 * them in which a request that was answered before another was handed out comes before it (linearizability). The
 * state is a value: `step` makes a new one, so that the search can go back. It is kept apart for each key.
 */
export interface Consistency<Request, Reply, State = unknown> {
  readonly kind: 'linearizable'
  /** Requests with different keys have nothing to do with one another: they are checked apart. */
  key(request: Request): number
  /** Whether the order of two requests of one key can matter, for replies or for the state. */
  conflicts(a: Request, b: Request): boolean
  /** The state of a key before its first request. */
  initial(key: number): State
  /** What `version` replies to a request, and the state after it. Changes nothing. */
  step(state: State, request: Request, version: string): { readonly reply: Reply; readonly state: State }
  /** The same text for equal states, another for others. */
  identify(state: State): string
}

/** What is left of a trial that has ended. */
export interface Remains<Request> {
  readonly parameters: Parameters
  /** The versions of the trial, the one that ran first in front. */
  readonly versions: readonly string[]
  /** All durable records, by file. */
  readonly files: ReadonlyMap<string, readonly string[]>
  readonly probes: readonly {
    readonly request: Request
    /** Of the reply; absent where none came. */
    readonly digest?: number
  }[]
}

/** What must hold when a trial has ended, whatever happened in it. */
export interface Invariant<Request> {
  readonly name: string
  /** One sentence for each thing that does not hold: what was expected, what was found. */
  check(remains: Remains<Request>): readonly string[]
}

/** A load that does not depend on how much the program can bear: a control loop has a pace of its own. */
interface OwnLoad {
  /** Requests per second. */
  readonly rate: number
  readonly arrivals: Arrivals
}

/** How long a program may be down, by its operators' standard: `downtimeMs` in all of `perMs`. */
interface Allowance {
  /** `two hours in 40 years` */
  readonly name: string
  readonly downtimeMs: number
  readonly perMs: number
}

export interface Workload<Request = unknown, Reply = unknown> {
  readonly name: string
  readonly summary: string
  /** Absolute path of the workload's folder (`import.meta.dirname`). */
  readonly folder: string
  /** In order of release; the first update is the default one. */
  readonly updates: readonly [UpdateDeclaration, ...UpdateDeclaration[]]
  /** Modules of each component, by name; without it the whole program is one component. */
  readonly components?: Readonly<Record<string, readonly string[]>>
  readonly parameters: Readonly<Record<string, Parameter>>
  /**
   * A good reply comes within this time of its intended arrival, in ms (τ; 10 unless said). Where it is said it is a
   * promise: under open load, and where nothing is traced, a later reply is a violation.
   */
  readonly deadlineMs?: number
  /** Offered unless another load is asked for; without it, a share of the capacity of `direct`. */
  readonly load?: OwnLoad
  /** Reports say how much of a year's share of it one update costs. */
  readonly allowance?: Allowance
  traffic(parameters: Parameters): Traffic<Request, Reply>
  model(parameters: Parameters): Model<Request, Reply>
  /** What replies are right where several processes serve; without it, those in the order of the requests' numbers. */
  consistency?(parameters: Parameters): Consistency<Request, Reply>
  /** What else must hold at the end; a breach is a violation of the final state. */
  readonly invariants?: readonly Invariant<Request>[]
}
