import type { Device } from '../load/line-host.ts'
import type { Image } from '../link/image.ts'
import { locate } from '../link/locate.ts'
import { loadScope } from '../link/scope.ts'
import { Memory, Space } from '../link/space.ts'
import { entryProcedure } from '../program/entry.ts'
import type { ScopedProgram, SiteAccess, SiteAgent } from './agent.ts'
import type { Answer, Command, Order, SiteReport, UpdateResult } from './messages.ts'
import { Neighbours } from './neighbours.ts'
import { Processes, type Main } from './processes.ts'
import type { Letter, RemoteCall } from './remote-calls.ts'
import { restoreScope, takeScopeSnapshot } from './scope-state.ts'
import type { SiteHost, SiteOptions } from './site-host.ts'
import { takeSnapshot, type HandedState, type Snapshot } from './snapshot.ts'
import type { SiteStock } from './stock.ts'
import { UpdateDriver } from './update-driver.ts'

type Respond = (answer: Answer) => void

const busy: Answer = {
  type: 'outcome',
  result: { outcome: 'refused', reason: 'another update is under way', inForce: 'mixed' },
}

/** One place where a program runs, with the agent of an updating system beside it. */
export class Site {
  readonly #host: SiteHost
  readonly #options: SiteOptions
  readonly #memory = new Memory()
  readonly #spaces: Space[] = []
  readonly #agent: SiteAgent
  readonly #driver: UpdateDriver
  #line: Device<unknown, unknown> | undefined
  readonly #neighbours: Neighbours
  readonly #processes: Processes
  #scoped: ScopedProgram | undefined
  #drained: (() => void) | undefined

  constructor(host: SiteHost, options: SiteOptions) {
    this.#host = host
    this.#options = options
    this.#neighbours = new Neighbours(
      options.network,
      host,
      () => this.#agent,
      (call) => this.#serve(call),
    )
    this.#processes = new Processes({
      now: () => host.now(),
      after: (ms) => host.after(ms),
      disk: host.disk,
      ended: () => host.ended(),
      parameters: options.parameters,
      agent: () => this.#agent,
      describe: (error) => ({ message: messageOf(error), stack: this.#stackOf(error) }),
    })
    this.#agent = options.createAgent(this.#access())
    this.#driver = new UpdateDriver(this.#agent, {
      site: host.name,
      now: () => host.now(),
      next: () => this.#next,
      later: (callback, takenMs) => host.later(callback, takenMs),
    })
    if (options.awaitsState !== true) this.#line = this.#createLine()
  }

  /** What escaped from `main`, so far. */
  get errors(): SiteReport['errors'] {
    return this.#processes.errors
  }

  /** Loads the program, gives static data their first values and starts the processes. */
  start(): void {
    const { image, trace, restored } = this.#options
    trace?.addImage(image)
    // Of a program in one scope nothing can be changed at a boundary: it takes notice where the untraced one does.
    const traceNotices = image.form === 'units' && !this.#options.noticesCommands
    if (trace !== undefined && traceNotices) trace.onBoundary = () => this.#noticeAtBoundary()
    try {
      if (image.form === 'scope') this.#startScope()
      else this.#startSpace()
      if (restored !== undefined) this.#restore(restored)
    } catch (error) {
      if (error instanceof Error) error.stack = this.#stackOf(error)
      throw error
    }
    this.#startProcesses()
  }

  #createLine(position?: number): Device<unknown, unknown> | undefined {
    return this.#options.createLine?.(() => this.interrupt(), position)
  }

  #startProcesses(): void {
    if (this.#line === undefined) return
    const main = this.#scoped?.scope.procedures[entryProcedure] ?? this.#spaces[0]?.bound(entryProcedure)
    if (main === undefined) throw new Error(`no ${entryProcedure} to run`)
    this.#processes.start(main as unknown as Main, this.#options.processes, this.#line)
  }

  /** Takes a letter from another site. */
  deliver(from: string, letter: Letter): void {
    this.#neighbours.deliver(from, letter)
  }

  /** Another site is gone. */
  siteDown(name: string): void {
    this.#neighbours.siteDown(name)
  }

  /**
   * Takes notice of the commands that wait: at a procedure boundary, or on an operation of the line. While a phase of an
   * update runs they wait on, for it is atomic, though it may call procedures of the program (mappers, initialisers).
   */
  interrupt(): void {
    if (this.#driver.isRunning) return
    for (let order = this.#host.take(); order !== undefined; order = this.#host.take()) this.obey(order)
  }

  #noticeAtBoundary(): void {
    if (this.#options.flag[0]! < 0) this.interrupt()
  }

  obey({ number, command }: Order): void {
    const answer: Respond = (content) => this.#host.answer({ number, answer: content })
    try {
      this.#obey(command, answer)
    } catch (error) {
      answer({ type: 'failed', message: messageOf(error), stack: this.#stackOf(error) })
    }
  }

  #obey(command: Command, answer: Respond): void {
    switch (command.type) {
      case 'load':
        if (this.#driver.isBusy) return answer(busy)
        this.#options.trace?.addImage(command.image)
        if (command.back !== undefined) this.#options.trace?.addImage(command.back.image)
        if (command.network !== undefined) this.#neighbours.rearrange(command.network)
        this.#driver.start(
          'load',
          (result) =>
            answer(
              result.outcome === 'completed' ? { type: 'loaded', atMs: this.#host.now() } : { type: 'outcome', result },
            ),
          command,
        )
        return
      case 'update':
        if (this.#driver.isBusy) return answer(busy)
        this.#driver.start('update', (result) => this.#settled(result, answer))
        return
      case 'withdraw':
        this.#driver.withdraw()
        return
      case 'back-out':
        if (this.#driver.isBusy) return answer(busy)
        void this.#answerWith(() => this.#backOut(), answer)
        return
      case 'drain':
        this.#line?.hold(command.at)
        this.#drained = () =>
          answer({ type: 'drained', atMs: this.#host.now(), position: this.#line?.position ?? this.#next })
        this.#answerDrained()
        return
      case 'cut-off':
        this.#line?.cutOff()
        return
      case 'release':
        this.#drained = undefined
        this.#line?.release()
        return
      case 'snapshot':
        answer({ type: 'snapshot', snapshot: this.#snapshot() })
        return
      case 'take-over':
        this.#takeOver(command.state, command.position)
        answer({ type: 'taken-over' })
        return
      case 'position':
        answer({ type: 'position', position: this.#line?.position ?? this.#next })
        return
      case 'agent':
        void this.#answerWith(() => this.#obeyAgent(command.content), answer)
        return
      case 'network':
        this.#neighbours.setFaults(command.faults)
        return
      case 'suspend':
        this.#host.suspend(command.forMs)
        return
      case 'report':
        answer({ type: 'report', report: this.#report() })
        return
      case 'take-stock':
        void this.#answerWith(() => this.#takeStock(), answer)
    }
  }

  /** The line's next request: a site that serves none asks its host. */
  get #next(): number {
    return this.#line?.next ?? this.#host.next()
  }

  /** Without a word of the agent, the newest version answers. */
  async #serve({ procedure, values }: RemoteCall): Promise<unknown> {
    const code = this.#spaces
      .findLast(({ image }) => image.procedures.some(({ id }) => id === procedure))
      ?.bound(procedure)
    if (code === undefined) throw new Error(`${procedure} is not bound at site ${this.#host.name}`)
    return (code as (...values: readonly unknown[]) => unknown)(...values)
  }

  /** For what may take its time: it begins at once. */
  async #answerWith(work: () => Promise<Answer>, answer: Respond): Promise<void> {
    try {
      answer(await work())
    } catch (error) {
      answer({ type: 'failed', message: messageOf(error), stack: this.#stackOf(error) })
    }
  }

  async #obeyAgent(content: unknown): Promise<Answer> {
    if (this.#agent.obey === undefined) throw new Error('the strategy has no orders of its own')
    return { type: 'agent', content: await this.#agent.obey(content) }
  }

  #access(): SiteAccess {
    const { flag, tables, trace, compile } = this.#options
    const neighbours = this.#neighbours
    return {
      memory: this.#memory,
      spaces: this.#spaces,
      createSpace: (image, memory = this.#memory) =>
        new Space(memory, image, {
          tables,
          flag,
          hooks: this.#agent.hooks,
          compile,
          createStub: (procedure, version) => this.#neighbours.createStub(procedure, version),
          ...(trace === undefined ? {} : { trace }),
        }),
      name: this.#host.name,
      get sites() {
        return neighbours.sites
      },
      scoped: () => this.#scoped,
      loadScoped: (image) => this.#loadScoped(image),
      runScoped: (program) => this.#runScoped(program),
      siteOf: (component) => this.#neighbours.siteOf(component),
      post: (site, content) => this.#neighbours.post(site, content),
      call: (site, call) => this.#neighbours.ask(site, call),
      openStore: () => this.#host.openStore(),
      takeUnanswered: () => this.#line?.takeUnanswered() ?? [],
      now: () => this.#host.now(),
      disk: this.#host.disk,
      interrupt: () => this.interrupt(),
      wake: () => this.#driver.wake(),
      later: (callback) => this.#host.later(callback, 0),
      isAwaited: () => this.#processes.awaitTimers || this.#line === undefined || this.#line.receiving > 0,
      beginUpdate: (plan) => trace?.addPlan(plan),
      traceCrash: () => trace?.crash(),
      traceConversion: (version, datum, value) => trace?.convert(version, datum, value),
      traceObject: (version, adt, object) => trace?.construct(version, adt, object),
    }
  }

  #startSpace(): void {
    const space = this.#access().createSpace(this.#options.image)
    this.#spaces.push(space)
    space.load()
    for (const { id } of space.image.procedures) if (space.has(id)) space.bind(id)
    this.#agent.loaded?.(space)
    for (const datum of space.image.data) space.initialise(datum)
  }

  #startScope(): void {
    this.#scoped = this.#loadScoped(this.#options.image)
  }

  #loadScoped(image: Image): ScopedProgram {
    const { flag, trace, compile } = this.#options
    const scope = loadScope(image, {
      flag,
      compile,
      hooks: this.#agent.hooks,
      createStub: (procedure, version) => this.#neighbours.createStub(procedure, version),
      ...(trace === undefined ? {} : { trace }),
    })
    return { image, scope }
  }

  #runScoped(program: ScopedProgram): void {
    this.#scoped = program
    this.#startProcesses()
  }

  /** A site that was made ready goes on where another has stopped. */
  #takeOver(state: HandedState, position: number): void {
    if (this.#line !== undefined) throw new Error('the site has a state and runs')
    this.#restore(state)
    this.#line = this.#createLine(position)
    this.#startProcesses()
  }

  #restore({ snapshot, mappers }: HandedState): void {
    if (this.#scoped === undefined) throw new Error('a state can be handed over to a program in one scope only')
    restoreScope(this.#scoped.scope, snapshot, mappers)
  }

  /** No request is taken and not answered any more; those of processes that died are never answered. */
  #answerDrained(): void {
    if (this.#drained === undefined) return
    if ((this.#line?.outstanding ?? 0) > 0) this.#host.later(() => this.#answerDrained(), 0)
    else {
      this.#drained()
      this.#drained = undefined
    }
  }

  #settled(result: UpdateResult, answer: Respond): void {
    if (result.outcome === 'completed') this.#options.trace?.complete()
    answer({ type: 'outcome', result })
  }

  async #backOut(): Promise<Answer> {
    const backingOut = this.#agent.backOut?.() ?? { done: false as const, reason: 'this strategy cannot back out' }
    const completed = { completedMs: this.#host.now(), completedNext: this.#next }
    const result = await backingOut
    if (!result.done) return { type: 'outcome', result: { outcome: 'failed', reason: result.reason, inForce: 'mixed' } }
    return { type: 'outcome', result: { outcome: 'completed', inForce: 'old', ...completed } }
  }

  #snapshot(): Snapshot {
    if (this.#scoped !== undefined) return takeScopeSnapshot(this.#scoped)
    const { version } = this.#options.image
    const newest = this.#spaces.at(-1)
    const data = new Map(newest?.image.data.map((datum) => [datum.id, newest.read(datum)]))
    return takeSnapshot(newest?.image.version ?? version, data, new Map(Object.entries(this.#memory.adts)))
  }

  #report(): SiteReport {
    const trace = this.#options.trace?.report()
    return {
      spans: this.#driver.spans,
      errors: this.#processes.errors,
      ...this.#host.memoryUse(),
      versionsResident: this.#scoped === undefined ? this.#spaces.length : 1,
      notices: this.#agent.notices?.() ?? [],
      ...(trace === undefined ? {} : { trace }),
    }
  }

  async #takeStock(): Promise<Answer> {
    // Before the collection: what has been told needs to be kept no longer.
    const spans = this.#driver.takeSpans()
    const memory = await this.#host.settleMemory()
    return { type: 'stock', stock: { ...memory, spans, ...this.#residue() } }
  }

  /** What earlier versions have left at the site. */
  #residue(): Pick<SiteStock, 'versionsResident' | 'oldObjects'> {
    return {
      versionsResident: this.#scoped === undefined ? this.#spaces.length : 1,
      oldObjects: this.#agent.countOldObjects?.() ?? null,
    }
  }

  #stackOf(error: unknown): string {
    return locate(error instanceof Error ? (error.stack ?? error.message) : String(error), [
      this.#options.image,
      ...(this.#scoped === undefined ? [] : [this.#scoped.image]),
    ])
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`
}
