import { resultOf, SiteDown, type Controller, type SiteHandle } from '../../harness/host/controller.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import type { LinkChange, Order } from './orders.ts'
import type { Age, Reconfiguration, Step } from './steps.ts'
import { line } from './tasks.ts'

/** The limit has passed before the tasks were quiescent, or before a station has answered. */
class LimitPassed extends Error {}

/** A station has not done what it was told. */
class StationFailed extends Error {}

const nothing: Reconfiguration = { steps: [], passive: [] }

type StepOf<Verb extends Step['do']> = Extract<Step, { do: Verb }>

/** Has a configuration changed, once the new tasks have been created. */
export type Change = (manager: ConfigurationManager) => Promise<void>

/** The Configuration Manager: has the stations carry out the commands of a script. */
export class ConfigurationManager {
  readonly controller: Controller
  readonly script: Reconfiguration
  /** Which instance ran at each station before. */
  readonly #instances = new Map<string, string>()
  /** By then the tasks must be quiescent; afterwards an order must be answered within the limit. */
  #deadlineMs = Infinity
  #hasReplaced = false

  constructor(controller: Controller) {
    this.controller = controller
    this.script = (controller.plan.operator?.steps as Reconfiguration | undefined) ?? nothing
  }

  /** Creates the new tasks beside those that run, has the configuration changed, and lets all go on. */
  async run(change: Change): Promise<UpdateResult> {
    const { controller, script } = this
    controller.markLoad()
    try {
      for (const { station } of this.stepsOf('create')) await this.#create(station)
      controller.markCommand()
      controller.command('reconfigure')
      this.#deadlineMs = controller.now() + controller.limitMs
      await this.#begin()
      await change(this)
      const completed = { completedMs: controller.now(), completedNext: controller.next() }
      await this.orderAll(script.passive, { do: 'end' })
      return { outcome: 'completed', inForce: 'new', ...completed }
    } catch (error) {
      return this.#giveUp(error)
    }
  }

  stepsOf<Verb extends Step['do']>(verb: Verb): readonly StepOf<Verb>[] {
    return this.script.steps.filter((step): step is StepOf<Verb> => step.do === verb)
  }

  /** The safe point has been reached: from now on, only a station that does not answer takes too long. */
  markQuiescent(): void {
    this.#deadlineMs = Infinity
  }

  /** @throws StationFailed, SiteDown, LimitPassed */
  async order(station: string, order: Order): Promise<unknown> {
    const answer = await this.#inTime(this.#station(station).send({ type: 'agent', content: order }))
    if (answer.type === 'agent') return answer.content
    throw new StationFailed(`${order.do} at ${station}: ${answer.type === 'failed' ? answer.message : answer.type}`)
  }

  orderAll(stations: readonly string[], order: Order): Promise<readonly unknown[]> {
    return Promise.all(stations.map((station) => this.order(station, order)))
  }

  /** Links and unlinks exit ports, those of a station in one order. The line's port is at the station that serves it. */
  async link(steps: readonly (StepOf<'link'> | StepOf<'unlink'>)[]): Promise<void> {
    const changes = Map.groupBy(
      steps.filter(({ station }) => station !== line),
      ({ station }) => station,
    )
    await Promise.all(
      [...changes].map(([station, own]) =>
        this.order(station, { do: 'link', links: own.map((step) => this.#linkOf(step)) }),
      ),
    )
  }

  /** The task that runs at a station goes, and that which has been created there takes its place, if there is one. */
  async delete({ station }: StepOf<'delete'>): Promise<void> {
    this.#hasReplaced = true
    if (!this.stepsOf('create').some((step) => step.station === station)) return this.controller.retire(station)
    const { outcome, reason } = resultOf(await this.#inTime(this.#station(station).send({ type: 'update' })))
    if (outcome !== 'completed') throw new StationFailed(`replace at ${station}: ${reason ?? outcome}`)
  }

  async #create(station: string): Promise<void> {
    const { controller } = this
    const answer = await this.#station(station).send(controller.updateAt(station))
    if (answer.type !== 'loaded') throw new StationFailed(`create at ${station}: ${resultOf(answer).reason ?? ''}`)
  }

  async #begin(): Promise<void> {
    for (const station of this.controller.sites.keys())
      this.#instances.set(station, String(await this.order(station, { do: 'describe' })))
    await this.orderAll(this.script.passive, { do: 'begin' })
  }

  #linkOf(step: StepOf<'link'> | StepOf<'unlink'>): LinkChange {
    const { age, exit } = step
    if (step.do === 'unlink') return { age, exit, to: undefined }
    const { station, age: of, entry } = step.to
    return { age, exit, to: { station, instance: this.#instanceAt(station, of), entry } }
  }

  #instanceAt(station: string, age: Age): string {
    return age === 'created' ? this.controller.plan.to : (this.#instances.get(station) ?? '')
  }

  #station(name: string): SiteHandle {
    const station = this.controller.sites.get(name)
    if (station === undefined) throw new StationFailed(`there is no station ${name}`)
    return station
  }

  /** Awaits an answer, but not beyond the limit of the update. */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    const { controller } = this
    const waitMs = Math.min(controller.limitMs, this.#deadlineMs - controller.now())
    const late = controller.after(Math.max(0, waitMs)).then((): never => {
      throw new LimitPassed('the limit has passed')
    })
    return Promise.race([work, late])
  }

  /** As long as nothing has been replaced, all can be as it was. */
  async #giveUp(error: unknown): Promise<UpdateResult> {
    if (!(error instanceof LimitPassed || error instanceof StationFailed || error instanceof SiteDown)) throw error
    const { controller } = this
    const isStalled = error instanceof LimitPassed && this.#deadlineMs !== Infinity
    const reason = isStalled ? await this.#explain() : error.message
    if (this.#hasReplaced) {
      this.#tellAll({ do: 'end' })
      return { outcome: 'failed', reason: `${reason}; some tasks have been replaced, and stay so`, inForce: 'mixed' }
    }
    this.#tellAll({ do: 'restore' })
    this.#tellAll({ do: 'end' })
    return {
      outcome: isStalled ? 'stalled' : 'failed',
      reason: `${reason}; the old configuration goes on`,
      inForce: 'old',
      withdrawnMs: controller.now(),
      withdrawnNext: controller.next(),
    }
  }

  /** What kept the tasks from being quiescent; of a station that does not answer, that. */
  async #explain(): Promise<string> {
    const { controller, script } = this
    const reasons = await Promise.all(
      script.passive.map(async (name) => {
        const asked = this.#station(name).send({ type: 'agent', content: { do: 'explain' } satisfies Order })
        const answer = await Promise.race([asked.catch(() => undefined), controller.after(controller.limitMs)])
        return answer?.type === 'agent' ? String(answer.content) : `the station ${name} does not answer`
      }),
    )
    return reasons.filter((reason) => reason !== '').join('; ') || 'the limit has passed'
  }

  #tellAll(order: Order): void {
    for (const station of this.controller.sites.values()) station.tell({ type: 'agent', content: order })
  }
}
