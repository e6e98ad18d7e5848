import type { PhasePart } from '../store/record.ts'
import type { Image } from '../link/image.ts'
import type { Unit } from '../load/replica-line.ts'
import type { Answer, Command, UpdateResult } from './messages.ts'
import type { SiteNetwork } from './neighbours.ts'
import type { HandedState } from './snapshot.ts'
import type { UpdatePlan } from './update-plan.ts'

/** A site as its controller sees it. */
export interface SiteHandle {
  readonly name: string
  /** Sends a command and awaits its answer; rejects with SiteDown where the site dies first. */
  send(command: Command): Promise<Answer>
  /** Sends a command that has no answer of its own. */
  tell(command: Command): void
  /** Ends the site; what it had in hand is lost. */
  end(): Promise<void>
  /** The site crashes, as a fault has it: it dies without having been ended. */
  crash(): void
  /** Resolves with the reason when the site is gone without having been ended. */
  readonly died: Promise<string>
}

export interface SiteStart {
  readonly name: string
  readonly image: Image
  /** `main` runs here and serves the line; else only what other sites call runs. */
  readonly serves: boolean
  /** One of several sites that serve the line together, each with the whole state. */
  readonly unit?: Unit
  readonly network: SiteNetwork
  readonly restored?: HandedState
  /** The program is loaded, and nothing of it runs until the command `take-over` brings a state. */
  readonly awaitsState?: true
}

/** Thrown where a site is gone, hangs or does not answer within the limit. */
export class SiteDown extends Error {
  readonly code = 'SITE_DOWN'
  /** The program has ended, but the site still answers. */
  readonly answers: boolean

  constructor(message: string, { answers = false } = {}) {
    super(message)
    this.answers = answers
  }
}

/** Awaits work of a site; rejects with SiteDown where the site dies first. */
export function whileAlive<T>(work: Promise<T>, { died }: Pick<SiteHandle, 'died'>, otherwise: string): Promise<T> {
  const dead = died.then((reason): never => {
    throw new SiteDown(`${otherwise}: ${reason}`)
  })
  return Promise.race([work, dead])
}

/** What a strategy whose update is more than one site's affair can do. */
export interface Controller {
  readonly plan: UpdatePlan
  /** The site that serves the line. */
  readonly site: SiteHandle
  /** All sites, by name; also those that have crashed and not been started again. */
  readonly sites: ReadonlyMap<string, SiteHandle>
  hasCrashed(site: string): boolean
  /** How each site is started in the old version, and in the new: a program in one scope can be given a state. */
  readonly oldStarts: readonly SiteStart[]
  readonly newStarts: readonly SiteStart[]
  /** What a site that is there is sent, so that it can be updated in place. */
  updateAt(site: string): Extract<Command, { readonly type: 'load' }>
  readonly limitMs: number
  /** So long a site may take to load a version, and to catch up after it. */
  readonly loadingMs: number
  /** A site that has not answered after so long hangs. */
  readonly hangMs: number
  /** Concurrent activations of `main` at each site that serves. */
  readonly processes: number
  now(): number
  after(ms: number): Promise<void>
  /** Number of the next request to be handed out. */
  next(): number
  /** Notes the moment at which the new version begins to be loaded. */
  markLoad(): void
  /** Notes the moment of the update command (t_u). */
  markCommand(): void
  /** A command that the operator gives: it is counted. */
  command(name: string): void
  /** Something that the operator has to decide for this update: it is counted. */
  decide(what: string): void
  /** Runs a step of the update and keeps its time for the timeline. */
  phase<T>(name: string, part: PhasePart, step: () => Promise<T>): Promise<T>
  startSite(start: SiteStart): Promise<SiteHandle>
  /** Loads a version on the machine of the site that is there under the name, beside it; the start awaits its state. */
  prepareSite(start: SiteStart): Promise<SiteHandle>
  /** A prepared site takes the place of the one of its name, which ends for good. */
  replaceSite(site: SiteHandle): Promise<void>
  /** What one site has on its disk is on the other's from now on, and nothing else. */
  copyDisk(from: string, to: string): Promise<void>
  /** Ends a site for good. */
  retire(name: string): Promise<void>
  /** All durable records of a site's disk, by file: it outlives the site. */
  readFiles(site: string): Promise<ReadonlyMap<string, readonly string[]>>
  /** Requests are handed out to these sites from now on; each is a unit of a line that several serve. */
  route(sites: readonly string[]): void
  /** Those that serve leave a unit time to carry out what they have taken: one more request for two that it carries out. */
  letCatchUp(site: string, position: number): void
  /** They need not wait for it any longer. */
  letRun(): void
  /** The site that serves the line from now on. */
  serveWith(site: SiteHandle): void
}

/** The ordinary case: the site is told to load the new version, then to update; past the limit it withdraws. */
export async function controlInPlace(controller: Controller): Promise<UpdateResult> {
  const { site } = controller
  controller.markLoad()
  controller.command('load')
  const loaded = await site.send(controller.updateAt(site.name))
  return loaded.type === 'loaded' ? updateInPlace(controller) : failed(loaded)
}

/** The second half of it: the new version has been loaded. */
export async function updateInPlace(controller: Controller): Promise<UpdateResult> {
  const { site } = controller
  controller.markCommand()
  controller.command('update')
  const answered = site.send({ type: 'update' })
  const settled = await Promise.race([answered, controller.after(controller.limitMs)])
  if (settled !== undefined) return resultOf(settled)
  controller.command('withdraw')
  site.tell({ type: 'withdraw' })
  return resultOf(await answered)
}

export function resultOf(answer: Answer): UpdateResult {
  return answer.type === 'outcome' ? answer.result : failed(answer)
}

function failed(answer: Answer): UpdateResult {
  if (answer.type === 'outcome') return answer.result
  return {
    outcome: 'failed',
    reason: answer.type === 'failed' ? answer.message : `unexpected answer ${answer.type}`,
    inForce: 'old',
  }
}
