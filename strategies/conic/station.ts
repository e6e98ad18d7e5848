import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import { LinePort } from '../../harness/host/line-port.ts'
import type { RemoteCall } from '../../harness/host/remote-calls.ts'
import { restoreScope, takeScopeSnapshot } from '../../harness/host/scope-state.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Activity, Order } from './orders.ts'
import type { Age } from './steps.ts'
import { Task } from './task.ts'

/** A message that nobody will answer. */
const lost = (): Promise<never> => new Promise(() => undefined)

/** A station of Conic: a task module with its ports, and beside it for a while the one that takes its place. */
export class Station implements SiteAgent {
  readonly hooks = {}
  readonly phases: readonly Phase[] = [
    { name: 'create task module', stage: 'load', part: 'load', run: (update) => this.#create(update) },
    { name: 'passivate', stage: 'update', part: 'wait', run: () => this.#awaitIdle() },
    { name: 'copy state', stage: 'update', part: 'transform', run: () => this.#copyAlone() },
    { name: 'replace', stage: 'update', part: 'switch', run: () => this.#replace() },
  ]
  readonly wrapLine: NonNullable<SiteAgent['wrapLine']> = (line) => this.#port.wrap(line)
  readonly #site: SiteAccess
  readonly #isQuiescent: boolean
  readonly #port: LinePort
  #running: Task | undefined
  #created: Task | undefined
  /** What has taken over since the reconfiguration began. */
  #successor: Task | undefined
  #plan: UpdatePlan | undefined
  #hasCopied = false
  /** The configuration manager opens and closes the ports. */
  #isLed = false
  #waiting: (() => void)[] = []

  /** @param quiescence whether a task is replaced only when it is idle, and nothing can come */
  constructor(site: SiteAccess, { quiescence }: { readonly quiescence: boolean }) {
    this.#site = site
    this.#isQuiescent = quiescence
    this.#port = new LinePort(() => this.#changed())
  }

  /** A message leaves through an exit port. */
  async call(
    call: RemoteCall,
    site: string,
    send: (call: RemoteCall, to?: string) => Promise<unknown>,
  ): Promise<unknown> {
    const task = this.#task(call.version)
    if (task === undefined) return lost()
    const target = task.targetOf(call.procedure, { station: site, instance: call.version, entry: call.procedure })
    task.outstanding++
    task.initiated++
    try {
      const answer = await send({ ...call, procedure: `${target.instance}:${target.entry}` }, target.station)
      return task.isDeleted ? await lost() : answer
    } finally {
      task.outstanding--
      this.#changed()
    }
  }

  /** A message comes in through an entry port; one to a task that has been deleted is lost. */
  async serve({ procedure, values }: RemoteCall): Promise<unknown> {
    const [, instance = '', entry = ''] = /^([^:]*):(.*)$/.exec(procedure) ?? []
    const task = this.#task(instance)
    if (task === undefined) return lost()
    task.serving++
    task.served++
    try {
      const answer = await task.run(entry, values)
      return task.isDeleted ? await lost() : answer
    } finally {
      task.serving--
      this.#changed()
    }
  }

  obey(content: unknown): Promise<unknown> {
    return Promise.resolve(this.#obey(content as Order))
  }

  #obey(order: Order): unknown {
    switch (order.do) {
      case 'describe':
        return this.#present.instance
      case 'begin':
        this.#isLed = true
        return undefined
      case 'passivate':
        this.#port.close()
        return this.#idle()
      case 'await idle':
        return this.#idle()
      case 'explain':
        return this.#explain()
      case 'close':
        return this.#port.close()
      case 'open':
        return this.#port.open()
      case 'end':
        return this.#goOn()
      case 'link':
        for (const { age, exit, to } of order.links) this.#instance(age).link(exit, to)
        return undefined
      case 'copy':
        return this.#copy()
      case 'restore':
        return this.#restore()
    }
  }

  withdraw(): { reason: string; inForce: 'old' } {
    const reason = this.#explain()
    this.#restore()
    this.#goOn()
    return { reason, inForce: 'old' }
  }

  get #present(): Task {
    const program = this.#site.scoped()
    if (program === undefined) throw new Error('no task module has been started at this station')
    if (this.#running?.program !== program) this.#running = new Task(program)
    return this.#running
  }

  get #isIdle(): boolean {
    return this.#port.isIdle && this.#present.isIdle
  }

  /** The instance of a name, if it is here; where a release comes again, the one that runs. */
  #task(name: string): Task | undefined {
    return [this.#present, this.#created].find((task) => task?.instance === name)
  }

  #instance(age: Age): Task {
    if (age === 'running') return this.#present
    // It may have taken the place of the other one already.
    return this.#successor ?? this.#pending.created
  }

  get #pending(): { readonly created: Task; readonly plan: UpdatePlan } {
    if (this.#created === undefined || this.#plan === undefined)
      throw new Error(`no instance has been created at the station ${this.#site.name}`)
    return { created: this.#created, plan: this.#plan }
  }

  #create({ image, plan }: SiteUpdate): Step {
    this.#created = new Task(this.#site.loadScoped(image))
    this.#plan = plan
    this.#hasCopied = false
    return 'next'
  }

  #awaitIdle(): Step {
    if (!this.#isQuiescent || this.#isLed) return 'next'
    this.#port.close()
    return this.#isIdle ? 'next' : { wait: 'passivate' }
  }

  /** Without a manager, the station does what its script would say. */
  #copyAlone(): Step {
    if (!this.#isLed) this.#copy()
    return 'next'
  }

  /** The state of the running task becomes that of the created one, converted where there is a mapper. */
  #copy(): void {
    const { created, plan } = this.#pending
    this.#site.beginUpdate(plan)
    this.#hasCopied = true
    restoreScope(created.program.scope, takeScopeSnapshot(this.#present.program), plan.mappers)
  }

  #replace(): Step {
    const { created, plan } = this.#pending
    if (this.#hasCopied) this.#traceState(created, plan)
    else this.#site.beginUpdate(plan)
    this.#present.isDeleted = true
    this.#running = created
    this.#successor = created
    this.#created = undefined
    this.#port.changeInstance()
    this.#site.runScoped(created.program)
    if (!this.#isLed) this.#goOn()
    return 'done'
  }

  #traceState({ program: { scope } }: Task, { to, representations }: UpdatePlan): void {
    for (const id of representations) if (id in scope.data) this.#site.traceConversion(to, id, scope.data[id])
  }

  #restore(): void {
    this.#created = undefined
    this.#present.restoreLinks()
  }

  #goOn(): void {
    this.#isLed = false
    this.#successor = undefined
    this.#waiting = []
    this.#present.keepLinks()
    this.#port.open()
  }

  /** Resolves when nothing is under way. */
  #idle(): Promise<Activity> {
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve({ initiated: this.#present.initiated, served: this.#present.served }))
      this.#changed()
    })
  }

  /** Something has come to an end. */
  #changed(): void {
    if (!this.#port.isClosed || !this.#isIdle) return
    for (const resolve of this.#waiting.splice(0)) resolve()
    this.#site.wake()
  }

  /** What is under way; empty where nothing is. */
  #explain(): string {
    if (this.#isIdle) return ''
    const { serving, outstanding } = this.#present
    const parts = [
      ...(this.#port.inHand > 0 ? [`has requests in hand: ${this.#port.inHand}`] : []),
      ...(serving > 0 ? [`serves transactions: ${serving}`] : []),
      ...(outstanding > 0 ? [`awaits answers: ${outstanding}`] : []),
    ]
    return `the task ${this.#site.name} ${parts.join(', ') || 'has a process that has not come back for a request'}`
  }
}
