import type { SiteAccess } from '../../harness/host/agent.ts'
import type { RemoteCall } from '../../harness/host/remote-calls.ts'
import { RemoteCallFailed } from '../../harness/host/site-error.ts'
import type { StableStore } from '../../harness/host/stable-store.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Image } from '../../harness/link/image.ts'
import type { Space } from '../../harness/link/space.ts'
import { Action, never, type LoggedAction, type Work } from './action.ts'
import { Incarnation } from './incarnation.ts'
import { makeError, Redone, type Performer } from './redo.ts'
import { findState, lengthOf, readStableState, type Batch, type Checkpoint, type Entry } from './stable-state.ts'

/** What goes before the values of a call between guardians. */
interface Stamp {
  readonly epoch: number
  readonly action: number
  /** Of the question, in the caller's part of the action. */
  readonly question: number
}

/** The first phase of a commit, as a guardian is asked for it. */
export interface Preparation {
  readonly epoch: number
  readonly batch: number
  readonly upTo: number
  readonly taken: readonly number[]
}

/**
 * What a guardian says to that: `lost` where it has crashed since, and with it what the actions did; `long` where it is
 * prepared, and its log has become so long that a checkpoint is due.
 */
export type Vote = 'lost' | 'prepared' | 'long'

/** A moment at which no action is at work, and all that have ended are committed. */
export interface Quiet {
  readonly epoch: number
  readonly batch: number
}

/** What comes back: `stale` where the guardian has crashed since the action began. */
type HandlerAnswer =
  | { readonly kind: 'stale' }
  | { readonly kind: 'value'; readonly touched: readonly string[]; readonly value: unknown }
  | { readonly kind: 'error'; readonly touched: readonly string[]; readonly name: string; readonly message: string }

/** What `main` does, where the guardian has it. */
export type Background = Pick<Performer, 'start' | 'give' | 'settled'>

/**
 * A guardian at its site: objects in memory, and in stable storage a checkpoint of them with the log of the actions since.
 * One action after the other is at work in it. After a crash it is again what it was when its last batch committed.
 */
export class Guardian {
  /** Counts the crashes: what belongs to an earlier epoch is aborted. */
  epoch = 0
  /** Subsystems that have been replaced. */
  generation = 0
  /** The last batch of actions in stable storage. */
  batch = 0
  incarnation: Incarnation
  work: Work | undefined
  /** Records that have been added to each file. */
  appended: Record<string, number> = {}
  /** This is not its first life. */
  readonly hasPast: boolean
  readonly #firstVersion: string
  readonly #site: SiteAccess
  readonly #images = new Map<string, Image>()
  readonly #store: StableStore
  readonly #leastLogBytes: number
  /** Actions that have been at work here and are in no batch yet, the present one included. */
  #actions: Action[] = []
  #next: { readonly incarnation: Incarnation; readonly plan: UpdatePlan } | undefined
  #lastRecord = 0
  /** What is in memory is what the last batch left, or what the actions since have made of it. */
  #isCurrent: boolean
  /** The last generation of which there are objects in stable storage. */
  #prepared: number
  #preparing: Promise<void> = Promise.resolve()
  /** Of the log since the last checkpoint, and of that. */
  #logBytes = 0
  #savedBytes = 0
  /** Undefined where that is in stable storage. */
  #creating: Promise<void> | undefined

  /** @param leastLogBytes a log that is shorter than this is never too long */
  constructor(site: SiteAccess, first: Space, leastLogBytes: number) {
    this.#site = site
    this.#leastLogBytes = leastLogBytes
    this.#store = site.openStore()
    this.incarnation = new Incarnation(first, site.memory)
    this.#firstVersion = first.image.version
    this.#images.set(first.image.version, first.image)
    const records = this.#store.read()
    this.#lastRecord = records.at(-1)?.number ?? 0
    const state = readStableState(records)
    this.generation = state.generation
    this.batch = state.batches.at(-1)?.number ?? state.checkpoints.at(-1)?.batch ?? 0
    this.#isCurrent = records.length === 0
    this.#prepared = state.checkpoints.at(-1)?.generation ?? 0
    this.hasPast = records.length > 0
    if (!this.hasPast)
      this.#creating = this.write({ type: 'created' }).then(() => {
        this.#creating = undefined
      })
  }

  /** Undefined where it is in stable storage that there is the guardian, so that it does nothing before another life knows of it. */
  get creating(): Promise<void> | undefined {
    return this.#creating
  }

  /** So long that a checkpoint is due: longer than what would take its place. */
  get isLong(): boolean {
    return this.#logBytes > Math.max(this.#leastLogBytes, this.#savedBytes)
  }

  get action(): Action | undefined {
    return this.work instanceof Action ? this.work : undefined
  }

  get isIdle(): boolean {
    return this.#actions.length === 0
  }

  /** The code is here in whose version the guardian's objects are kept. */
  hasCodeOf(generation: number): boolean {
    if (this.#isCurrent) return true
    const { checkpoint } = findState(readStableState(this.#store.read()), Infinity, generation)
    return this.#images.has(checkpoint?.version ?? this.#firstVersion)
  }

  /** An action is at work here from now on. */
  join(number: number, process?: number): Action {
    const present = this.action
    if (present?.number === number) return present
    const action = new Action(number, process)
    this.#actions.push(action)
    this.work = action
    return action
  }

  /** A call of another guardian's handler. A call whose answer is lost is sent again; it is carried out once. */
  call(call: RemoteCall, site: string, send: (call: RemoteCall) => Promise<unknown>): Promise<unknown> {
    if (this.work === undefined) throw new Error(`${call.procedure} is called outside of any action`)
    const action = this.action
    return this.work.ask((question) => this.#request(action!, call, site, send, question))
  }

  /** Asks another guardian until it answers. */
  async request(site: string, procedure: string, values: readonly unknown[]): Promise<unknown> {
    const call = { procedure, version: this.incarnation.version, values }
    return insist(() => this.#site.call(site, call))
  }

  async handle({ procedure, values: [stamp, ...values] }: RemoteCall, from: string): Promise<HandlerAnswer> {
    if (this.#creating !== undefined) await this.#creating
    const { epoch, action: number, question } = stamp as Stamp
    if (epoch !== this.epoch || !this.#isCurrent) return { kind: 'stale' }
    const action = this.join(number)
    return (await action.once(`${from} ${question}`, () => this.#run(action, procedure, values))) as HandlerAnswer
  }

  /**
   * Writes what the actions up to this one did here, so that it can be committed whatever happens.
   * @param taken actions that are known to have been at work here
   */
  async prepare({ epoch, batch, upTo, taken }: Preparation): Promise<Vote> {
    if (epoch !== this.epoch) return 'lost'
    if (batch > this.batch) {
      const present = new Set(this.#actions.map(({ number }) => number))
      if (!taken.every((number) => present.has(number))) return 'lost'
      const actions = this.takeActions(upTo)
      this.batch = batch
      this.#preparing = this.write({ type: 'batch', number: batch, actions, replies: [], appends: [] })
    }
    await this.#preparing
    return this.isLong ? 'long' : 'prepared'
  }

  takeActions(upTo: number): LoggedAction[] {
    const taken = this.#actions.filter(({ number }) => number <= upTo)
    this.#actions = this.#actions.filter(({ number }) => number > upTo)
    return taken.map((action) => action.log())
  }

  async write(entry: Entry, keepFrom?: number): Promise<void> {
    this.#logBytes += lengthOf(entry)
    this.#lastRecord = await this.#store.write(entry, keepFrom)
  }

  /**
   * Writes all objects, so that the log before can be given up. When this is asked for late, objects may be those of an
   * action under way, or of a batch that is not committed: then it is in vain.
   * @param batch the last one that has been committed
   */
  async checkpoint({ epoch, batch }: Quiet): Promise<void> {
    if (epoch !== this.epoch || batch < this.batch || !this.#isCurrent || !this.isIdle) return
    const entry = this.#describe(this.incarnation, this.generation)
    this.#logBytes = 0
    this.#savedBytes = entry.saved.length
    await this.write(entry, this.#lastRecord + 1)
  }

  /** What is under way here ends at once, without an effect. */
  async crash(epoch: number): Promise<void> {
    this.epoch = epoch
    for (const action of this.#actions) action.isAborted = true
    this.work = undefined
    this.#site.traceCrash()
    await this.#preparing
  }

  /**
   * Back to where a batch ended: what is in memory if it is that, else what is in stable storage.
   * @returns the batches that were done again
   */
  async restore(batch: number, generation: number, background: Background): Promise<readonly Batch[]> {
    const isThere = this.#isCurrent && this.isIdle && this.batch <= batch && this.generation <= generation
    if (isThere && this.#prepared <= generation) return []
    // Code that has been given objects which do not count is of no use any more.
    if (this.#prepared > generation) this.#next = undefined
    const found = findState(readStableState(this.#store.read()), batch, generation)
    this.#revive(found.checkpoint)
    this.#savedBytes = found.checkpoint?.saved.length ?? 0
    this.#logBytes = found.batches.reduce((sum, entry) => sum + lengthOf(entry), 0)
    for (const { actions } of found.batches) for (const action of actions) await this.#redo(action, background)
    for (const [file] of found.batches.flatMap(({ appends }) => appends))
      this.appended[file] = (this.appended[file] ?? 0) + 1
    this.generation = generation
    this.batch = found.batches.at(-1)?.number ?? found.checkpoint?.batch ?? 0
    this.#prepared = generation
    await this.write({ type: 'restored', batch, generation })
    return found.batches
  }

  /** Loads some of the code that is to take over; true when it is all there. */
  load(plan: UpdatePlan, image: Image, units: number): boolean {
    this.#images.set(image.version, image)
    if (this.#next?.incarnation.space.image !== image)
      this.#next = { plan, incarnation: Incarnation.create(this.#site, image) }
    return this.#next.incarnation.load(units)
  }

  /**
   * Hands the objects to the new code, transformed, and writes them: whether they count is decided for all guardians of the
   * subsystem together.
   * @throws Error what a mapper or initialiser throws
   */
  async replace(generation: number): Promise<void> {
    if (this.#next === undefined) throw new Error('no code has been loaded that could take over')
    const { incarnation, plan } = this.#next
    this.#next = undefined
    this.#site.beginUpdate(plan)
    incarnation.transform(this.incarnation.save(), plan, this.#site)
    this.#prepared = generation
    await this.write(this.#describe(incarnation, generation))
    this.#next = { incarnation, plan }
  }

  /** Goes on, in the new code if that counts. */
  resume(generation: number): void {
    if (this.#next !== undefined && this.#prepared === generation && generation > this.generation) {
      this.incarnation = this.#next.incarnation
      this.#next = undefined
      this.#show()
    }
    this.generation = generation
  }

  #describe(incarnation: Incarnation, generation: number): Checkpoint {
    return {
      type: 'checkpoint',
      generation,
      inForce: this.generation,
      version: incarnation.version,
      batch: this.batch,
      saved: incarnation.save(),
      appended: { ...this.appended },
    }
  }

  #revive(checkpoint: Checkpoint | undefined): void {
    const version = checkpoint?.version ?? this.#firstVersion
    const image = this.#images.get(version)
    if (image === undefined) throw new Error(`the code of ${version}, in which the guardian was, has not been loaded`)
    this.incarnation = Incarnation.create(this.#site, image)
    this.incarnation.load()
    this.incarnation.initialise()
    if (checkpoint !== undefined) this.incarnation.restore(checkpoint.saved)
    this.appended = { ...checkpoint?.appended }
    this.#actions = []
    this.#isCurrent = true
    this.#show()
  }

  async #redo(action: LoggedAction, background: Background): Promise<void> {
    const work = new Redone(action)
    this.work = work
    await work.perform(action, { ...background, call: (procedure, values) => this.incarnation.call(procedure, values) })
    this.work = undefined
  }

  #show(): void {
    this.#site.spaces.splice(0, Infinity, this.incarnation.space)
  }

  async #run(action: Action, procedure: string, values: readonly unknown[]): Promise<HandlerAnswer> {
    try {
      const value = await action.handle(procedure, values, () => this.incarnation.call(procedure, values))
      return { kind: 'value', touched: [...action.touched], value }
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      return { kind: 'error', touched: [...action.touched], name, message }
    }
  }

  async #request(
    action: Action,
    call: RemoteCall,
    site: string,
    send: (call: RemoteCall) => Promise<unknown>,
    question: number,
  ): Promise<unknown> {
    const stamp: Stamp = { epoch: this.epoch, action: action.number, question }
    action.touched.add(site)
    const answer = (await insist(() => send({ ...call, values: [stamp, ...call.values] }))) as HandlerAnswer
    if (answer.kind === 'stale') return never()
    for (const other of answer.touched) action.touched.add(other)
    if (answer.kind === 'error') throw makeError(answer.name, answer.message)
    return answer.value
  }
}

/** Sends again what may have been lost. Of a site that is down no answer is awaited: all that is under way will be aborted. */
async function insist(send: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof RemoteCallFailed)) throw error
      if (error.code === 'SITE_DOWN') return never()
    }
  }
}
