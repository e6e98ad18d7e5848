import type { BackOut, Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import { isMadePermanent } from './command.ts'
import { DiskImage } from './disk-image.ts'
import { UpdateLog } from './update-log.ts'

/** Functions loaded in one portion, while the program runs. */
const portion = 1

export function createSite(site: SiteAccess): SiteAgent {
  return new FieldUpdateSubsystem(site)
}

/** An update in force: the entries of the transfer vector as they were before it. */
interface Applied {
  readonly space: Space
  readonly plan: UpdatePlan
  readonly previous: readonly { readonly id: string; readonly code: unknown }[]
  /** It is in the image on disk too, or on the way there. */
  isPermanent: boolean
}

/**
 * DMERT's Field Update Subsystem: changes entries of the transfer vector, a group at a time, and can back out; keeps a
 * log, and the program's image on disk.
 */
class FieldUpdateSubsystem implements SiteAgent {
  readonly hooks = {}
  readonly phases: readonly Phase[] = [
    { name: 'load functions', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'change transfer vector', stage: 'update', part: 'switch', run: () => this.#apply() },
  ]
  readonly #site: SiteAccess
  readonly #log: UpdateLog
  readonly #image: DiskImage
  readonly #applied: Applied[] = []
  #loaded: Pick<Applied, 'space' | 'plan'> | undefined
  #loading: Space | undefined

  constructor(site: SiteAccess) {
    this.#site = site
    this.#log = new UpdateLog(site.disk, () => site.now())
    this.#image = new DiskImage(site.disk)
  }

  loaded({ image }: Space): void {
    this.#log.write({ event: 'started', version: image.version })
  }

  backOut(): BackOut | Promise<BackOut> {
    const last = this.#applied.pop()
    if (last === undefined) return { done: false, reason: 'no update is in force' }
    this.#takeOut(last)
    this.#site.spaces.splice(this.#site.spaces.indexOf(last.space), 1)
    const { name } = last.plan
    this.#log.write({ event: 'backed out', update: name, command: 'back out' })
    return last.isPermanent ? this.#image.takeOut(name).then(() => ({ done: true })) : { done: true }
  }

  async obey(content: unknown): Promise<unknown> {
    if (content === 'make permanent') return this.#makePermanent(content)
    throw new Error(`expected the order \`make permanent\`, got ${JSON.stringify(content)}`)
  }

  #load({ image, plan }: SiteUpdate): Step {
    const { failure } = this.#log
    if (failure !== undefined)
      return { failed: `the log and the image on disk cannot be kept: ${messageOf(failure)}`, inForce: 'old' }
    if (this.#loading?.image !== image) this.#loading = this.#site.createSpace(image)
    if (!this.#loading.load(portion)) return 'again'
    this.#loaded = { space: this.#loading, plan }
    this.#loading = undefined
    return 'next'
  }

  /** All functions of the group at once: no call comes between. If an initialiser of new data throws, none of them. */
  #apply(): Step {
    if (this.#loaded === undefined) return { failed: 'no functions have been loaded', inForce: 'old' }
    const { space, plan } = this.#loaded
    this.#loaded = undefined
    this.#site.beginUpdate(plan)
    const known = new Set(this.#site.spaces.flatMap(({ image }) => image.data.map(({ key }) => key)))
    const functions = space.image.procedures.map(({ id }) => id).filter((id) => space.has(id))
    const previous = functions.map((id) => ({ id, code: space.bound(id) }))
    const { name: update, operator } = plan
    const entry = { update, command: operator?.text ?? 'apply', functions }
    for (const id of functions) space.bind(id)
    try {
      for (const datum of space.image.data) if (!known.has(datum.key)) space.initialise(datum)
    } catch (error) {
      this.#takeOut({ space, previous })
      const reason = `an initialiser of the new version threw: ${messageOf(error)}; the transfer vector is as it was`
      this.#log.write({ event: 'not applied', ...entry, reason })
      return { failed: reason, inForce: 'old' }
    }
    this.#site.spaces.push(space)
    this.#applied.push({ space, plan, previous, isPermanent: false })
    this.#log.write({ event: 'applied', ...entry })
    if (isMadePermanent(operator?.steps)) this.#makePermanentSoon(entry.command)
    return 'done'
  }

  /** Beside the program: the update does not wait for the disk. */
  #makePermanentSoon(command: string): void {
    this.#site.later(() => {
      this.#makePermanent(command).catch((error: unknown) => this.#log.fail(error))
    })
  }

  /** An update stands on those before it, so all that are in force go into the image, oldest first. */
  async #makePermanent(command: string): Promise<readonly string[]> {
    const temporary = this.#applied.filter(({ isPermanent }) => !isPermanent)
    for (const update of temporary) update.isPermanent = true
    const written = temporary.map(async ({ plan: { name }, space: { image } }) => {
      await this.#image.write(name, image)
      this.#log.write({ event: 'made permanent', update: name, command })
      return name
    })
    return Promise.all(written)
  }

  #takeOut({ space, previous }: Pick<Applied, 'space' | 'previous'>): void {
    for (const { id, code } of previous) {
      if (code === undefined) space.unbind(id)
      // A constructor is put back by its own version: derived classes call it again.
      else (this.#site.spaces.findLast((owner) => owner.has(id) && owner.code(id) === code) ?? space).bind(id, code)
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
