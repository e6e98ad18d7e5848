import type { SiteAccess } from '../../harness/host/agent.ts'
import type { Line, Outside, Received } from '../../harness/host/main-arguments.ts'
import { entryProcedure } from '../../harness/program/entry.ts'
import { never, type Action } from './action.ts'
import { Checkpoints } from './checkpoints.ts'
import { Commits } from './commits.ts'
import type { Background, Guardian } from './guardian.ts'
import { Intake } from './intake.ts'
import { RedoneClient, wrapOutside, type Process, type Request } from './process.ts'
import type { Batch } from './stable-state.ts'
import { Turns } from './turns.ts'

/**
 * `main` in its processes, and the top-level actions that it begins: each from taking a request to answering it. One is at work
 * at a time. After a crash `main` is called again, and is given the requests whose actions were aborted.
 */
export class TopLevel {
  /** Does again what `main` did. */
  readonly background: Background
  readonly #site: SiteAccess
  readonly #guardian: Guardian
  readonly #commits: Commits
  readonly #processes: Process[] = []
  readonly #turns = new Turns()
  readonly #intake = new Intake()
  /** Taken, and not answered yet. */
  readonly #inHand = new Map<number, Received<unknown>>()
  readonly #redone = new Map<number, RedoneClient>()
  #lastAction = 0
  #isRunning: boolean
  #onQuiet: (() => void) | undefined
  readonly #checkpoints: Checkpoints

  constructor(site: SiteAccess, guardian: Guardian) {
    this.#site = site
    this.#guardian = guardian
    this.#isRunning = !guardian.hasPast
    this.#commits = new Commits(guardian, site.name, {
      append: (file, record) => this.#first.outside.disk.append(file, record),
      reply: (id, reply) => this.#reply(id, reply),
      committed: (long) => {
        this.#tellQuiet()
        for (const name of long) this.#checkpoints.ask(name)
      },
    })
    this.#checkpoints = new Checkpoints(site, guardian, (work) => this.#quietly(work))
    this.background = {
      start: (process) => this.#startRedone(process),
      give: (process, { id, body }) => (this.#redone.get(process) ?? this.#startRedone(process)).give({ id, body }),
      settled: (process) => (this.#redone.get(process) ?? this.#startRedone(process)).settle(),
    }
  }

  /** Stands for `main` in the eyes of the site: runs until the line closes, over all crashes. */
  run(line: Line<unknown, unknown>, outside: Outside): Promise<void> {
    const number = this.#processes.length + 1
    const process: Process = { number, line, outside, ended: Promise.withResolvers(), hasEnded: false }
    this.#processes.push(process)
    if (this.#isRunning) void this.#begin(process)
    return process.ended.promise
  }

  get hasProcesses(): boolean {
    return this.#processes.length > 0
  }

  /** What is under way is aborted. */
  async crash(): Promise<void> {
    this.#isRunning = false
    this.#turns.clear()
    this.#intake.forget()
    this.#onQuiet?.()
    this.#onQuiet = undefined
    this.#checkpoints.crash()
    await this.#commits.crash()
  }

  /** After a restoration: what was committed and not answered is answered now; the rest is begun again. */
  async resume(batches: readonly Batch[]): Promise<void> {
    this.#redone.clear()
    const numbers = batches.flatMap(({ actions }) => actions.map(({ number }) => number))
    this.#lastAction = Math.max(this.#lastAction, numbers.at(-1) ?? 0)
    for (const request of this.#site.takeUnanswered()) this.#inHand.set(request.id, request)
    await this.#commits.complete(batches, async (file) => (await this.#first.outside.disk.read(file)).length)
    this.#intake.retry([...this.#inHand.values()])
    this.#inHand.clear()
    this.#intake.resume(this.#first.line)
    this.#isRunning = true
    for (const process of this.#processes) if (!process.hasEnded) void this.#begin(process)
  }

  /** Makes the logs of all guardians short. */
  checkpointAll(): Promise<void> {
    return this.#checkpoints.writeAll()
  }

  get #first(): Process {
    const [first] = this.#processes
    if (first === undefined) throw new Error('main has not been started')
    return first
  }

  get #isQuiet(): boolean {
    return this.#guardian.work === undefined && this.#commits.isQuiet
  }

  #tellQuiet(): void {
    if (this.#isQuiet) this.#onQuiet?.()
  }

  /** Does something while no action is at work and all that have ended are committed; not if there is a crash meanwhile. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    const { epoch } = this.#guardian
    this.#intake.pause()
    while (!this.#isQuiet) {
      await new Promise<void>((resolve) => {
        this.#onQuiet = resolve
      })
      if (epoch !== this.#guardian.epoch) return
    }
    await this.#commits.acknowledged
    if (epoch !== this.#guardian.epoch) return
    await work()
    if (epoch === this.#guardian.epoch) this.#intake.resume(this.#first.line)
  }

  async #begin(process: Process): Promise<void> {
    const { epoch } = this.#guardian
    await this.#guardian.creating
    await this.#turns.take()
    if (epoch !== this.#guardian.epoch) return
    const session = new Session(process, this.#sessionHost(process))
    session.start()
    const settle = await this.#call(session.line, process).then(
      () => process.ended.resolve,
      (error: unknown) => () => process.ended.reject(error),
    )
    if (epoch !== this.#guardian.epoch) return
    session.end()
    await this.#commits.finish()
    if (epoch !== this.#guardian.epoch) return
    process.hasEnded = true
    settle()
  }

  async #call(line: Line<unknown, unknown>, { outside }: Process): Promise<void> {
    const wrapped = wrapOutside(outside, () => this.#guardian.work, this.#commits)
    await this.#guardian.incarnation.call(entryProcedure, [line, wrapped])
  }

  #startRedone(number: number): RedoneClient {
    const client = new RedoneClient()
    this.#redone.set(number, client)
    void this.#call(client.line, this.#first)
    return client
  }

  #sessionHost({ number, line }: Process): SessionHost {
    const { epoch } = this.#guardian
    const commits = this.#commits
    return {
      isOver: () => epoch !== this.#guardian.epoch,
      begin: () => this.#guardian.join(++this.#lastAction, number),
      end: (action) => {
        this.#guardian.work = undefined
        this.#commits.add(action)
        this.#tellQuiet()
      },
      passTurn: () => this.#turns.pass(),
      takeTurn: () => this.#turns.take(),
      get space() {
        return commits.space
      },
      take: () => this.#intake.take(line),
      taken: (request) => void this.#inHand.set(request.id, request),
    }
  }

  #reply(id: number, reply: unknown): void {
    const request = this.#inHand.get(id)
    if (request === undefined) return
    this.#inHand.delete(id)
    this.#first.line.reply(request, reply)
  }
}

interface SessionHost {
  /** The guardian has crashed since. */
  isOver(): boolean
  begin(): Action
  end(action: Action): void
  passTurn(): void
  /** Undefined where it can be had at once. */
  takeTurn(): Promise<void> | undefined
  /** Resolves when there is room for more actions; undefined where there is. */
  readonly space: Promise<void> | undefined
  take(): Request | Promise<Request>
  taken(request: Received<unknown>): void
}

/** One call of `main`: it has its turn from the moment at which it asks for a request until it has answered it and asks again. */
class Session {
  readonly line: Line<unknown, unknown>
  readonly #number: number
  readonly #host: SessionHost
  #action: Action | undefined
  #outstanding = 0

  constructor({ number }: Process, host: SessionHost) {
    this.#number = number
    this.#host = host
    this.line = {
      receive: () => this.#receive(),
      reply: (request, reply) => {
        this.#outstanding--
        this.#action?.replies.push([request.id, reply])
      },
    }
  }

  /** What `main` does before its first request is an action as well. */
  start(): void {
    this.#action = this.#host.begin()
    this.#action.record({ kind: 'start', process: this.#number })
  }

  /** `main` has returned. */
  end(): void {
    this.#endAction()
    this.#host.passTurn()
  }

  #receive(): Request | Promise<Request> {
    if (this.#host.isOver()) return never()
    if (this.#outstanding > 0) return this.#take()
    this.#endAction()
    this.#host.passTurn()
    const wait = this.#host.takeTurn() ?? this.#host.space
    return wait === undefined ? this.#take() : this.#takeAfter(wait)
  }

  async #takeAfter(wait: Promise<void>): Promise<Request> {
    await wait
    while (this.#host.space !== undefined) await this.#host.space
    return this.#host.isOver() ? never() : this.#take()
  }

  #take(): Request | Promise<Request> {
    const next = this.#host.take()
    if (next === undefined) return next
    return 'then' in next ? next.then((request) => this.#hand(request)) : this.#hand(next)
  }

  #hand(request: Request): Request {
    if (request === undefined) return undefined
    this.#outstanding++
    this.#host.taken(request)
    this.#action ??= this.#host.begin()
    this.#action.record({ kind: 'request', process: this.#number, id: request.id, body: request.body })
    return request
  }

  #endAction(): void {
    const action = this.#action
    this.#action = undefined
    if (action !== undefined) this.#host.end(action)
  }
}
