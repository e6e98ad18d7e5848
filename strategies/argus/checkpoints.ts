import type { SiteAccess } from '../../harness/host/agent.ts'
import type { Guardian, Quiet } from './guardian.ts'

/**
 * Makes logs short: guardians write all their objects, and give up the log before. That takes a moment at which no action is
 * at work and all that have ended are committed; one such moment at a time.
 */
export class Checkpoints {
  readonly #site: SiteAccess
  readonly #guardian: Guardian
  readonly #quietly: (work: () => Promise<void>) => Promise<void>
  /** Guardians that are to write one at the next such moment. */
  readonly #due = new Set<string>()
  #present: Promise<void> = Promise.resolve()

  /** @param quietly awaits such a moment, and keeps it until the work is done; in vain where there is a crash meanwhile */
  constructor(site: SiteAccess, guardian: Guardian, quietly: (work: () => Promise<void>) => Promise<void>) {
    this.#site = site
    this.#guardian = guardian
    this.#quietly = quietly
  }

  /** A guardian's log has become too long. */
  ask(guardian: string): void {
    this.#due.add(guardian)
    if (this.#due.size === 1) void this.#write(() => this.#takeDue())
  }

  writeAll(): Promise<void> {
    return this.#write(() => this.#site.sites)
  }

  /** What was to be written is aborted. */
  crash(): void {
    this.#due.clear()
    this.#present = Promise.resolve()
  }

  #write(choose: () => readonly string[]): Promise<void> {
    const { epoch } = this.#guardian
    const write = (): Promise<void> => this.#writeAt(choose())
    this.#present = this.#present.then(() => (epoch === this.#guardian.epoch ? this.#quietly(write) : undefined))
    return this.#present
  }

  #takeDue(): string[] {
    const due = [...this.#due]
    this.#due.clear()
    return due
  }

  async #writeAt(sites: readonly string[]): Promise<void> {
    const { epoch, batch } = this.#guardian
    const quiet: Quiet = { epoch, batch }
    const own = this.#site.name
    await Promise.all(
      sites.filter((name) => name !== own).map((name) => this.#guardian.request(name, '$checkpoint', [quiet])),
    )
    if (sites.includes(own)) await this.#guardian.checkpoint(quiet)
  }
}
