import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { RemoteCall } from '../../harness/host/remote-calls.ts'
import type { Space } from '../../harness/link/space.ts'
import { entryProcedure } from '../../harness/program/entry.ts'
import { Guardian, type Preparation, type Quiet } from './guardian.ts'
import type { GuardianOrder, Position } from './orders.ts'
import type { Batch } from './stable-state.ts'
import { TopLevel } from './top-level.ts'

/** In how many portions new code is loaded while the old code runs. */
const portions = 100

/** A log that is shorter than this is never too long. */
const usualLeastLogBytes = 256 * 1024

export function createSite(site: SiteAccess): SiteAgent {
  return new ArgusSite(site, usualLeastLogBytes)
}

/** A guardian's site. */
export class ArgusSite implements SiteAgent {
  readonly hooks = {}
  readonly phases: readonly Phase[] = [
    { name: 'load guardian', stage: 'load', part: 'load', run: (update) => this.#load(update) },
  ]
  readonly #site: SiteAccess
  readonly #leastLogBytes: number
  #parts: { readonly guardian: Guardian; readonly topLevel: TopLevel } | undefined
  #redone: readonly Batch[] = []

  constructor(site: SiteAccess, leastLogBytes: number) {
    this.#site = site
    this.#leastLogBytes = leastLogBytes
  }

  loaded(space: Space): void {
    const guardian = new Guardian(this.#site, space, this.#leastLogBytes)
    this.#parts = { guardian, topLevel: new TopLevel(this.#site, guardian) }
    const main: TopLevel['run'] = (line, outside) => this.#topLevel.run(line, outside)
    if (space.image.procedures.some(({ id, remote }) => id === entryProcedure && remote !== true))
      space.bind(entryProcedure, main)
  }

  call(call: RemoteCall, site: string, send: (call: RemoteCall) => Promise<unknown>): Promise<unknown> {
    return this.#guardian.call(call, site, send)
  }

  async serve(call: RemoteCall, from: string): Promise<unknown> {
    switch (call.procedure) {
      case '$prepare':
        return this.#guardian.prepare(call.values[0] as Preparation)
      case '$checkpoint':
        return this.#guardian.checkpoint(call.values[0] as Quiet)
      default:
        return this.#guardian.handle(call, from)
    }
  }

  async obey(content: unknown): Promise<unknown> {
    const command = content as GuardianOrder
    switch (command.order) {
      case 'checkpoint':
        return this.#topLevel.checkpointAll()
      case 'crash':
        // What runs at this moment comes to its next suspension or end first.
        await new Promise<void>((resolve) => this.#site.later(resolve))
        await this.#guardian.crash(command.epoch)
        await this.#topLevel.crash()
        return this.#position
      case 'position':
        return this.#position
      case 'restore':
        this.#redone = await this.#guardian.restore(command.batch, command.generation, this.#topLevel.background)
        return undefined
      case 'has-code':
        return this.#guardian.hasCodeOf(command.generation)
      case 'replace':
        return this.#guardian.replace(command.generation)
      case 'install':
        return this.#guardian.write({ type: 'generation', generation: command.generation })
      case 'resume':
        this.#guardian.resume(command.generation)
        return this.#topLevel.hasProcesses ? this.#topLevel.resume(this.#redone) : undefined
    }
  }

  get #guardian(): Guardian {
    return this.#loaded.guardian
  }

  get #topLevel(): TopLevel {
    return this.#loaded.topLevel
  }

  get #loaded(): { readonly guardian: Guardian; readonly topLevel: TopLevel } {
    if (this.#parts === undefined) throw new Error('the guardian has not been loaded')
    return this.#parts
  }

  get #position(): Position {
    return { batch: this.#guardian.batch, generation: this.#guardian.generation }
  }

  #load({ plan, image }: SiteUpdate): Step {
    return this.#guardian.load(plan, image, Math.max(1, Math.ceil(image.units.length / portions))) ? 'next' : 'again'
  }
}
