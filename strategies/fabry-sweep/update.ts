import type { SiteAccess, SiteAgent } from '../../harness/host/agent.ts'
import { findLive } from '../fabry/live-objects.ts'
import { isOld } from '../fabry/replacement.ts'
import type { TypeHistory } from '../fabry/type-history.ts'
import { TypeReplacement } from '../fabry/update.ts'
import { users } from '../fabry/tags.ts'

/** Values that are looked at in one portion; between two portions the program has its turn. */
const portion = 256

export function createSite(site: SiteAccess): SiteAgent {
  return new Sweep(site)
}

/** Goes over all that static data lead to, again and again until nothing old is found. */
class Sweep extends TypeReplacement {
  #walk: Iterator<object, undefined> | undefined
  #found = 0

  protected override finished(): void {
    super.finished()
    const isWalking = this.#walk !== undefined
    this.#begin()
    if (!isWalking) this.site.later(() => this.#sweep())
  }

  #begin(): void {
    const newest = this.site.spaces.at(-1)
    this.#walk = findLive((newest?.image.data ?? []).map((datum) => newest?.read(datum)))
    this.#found = 0
  }

  #sweep(): void {
    const changed = [...this.hooks.types.values()].filter(({ steps }) => steps.length > 0)
    for (let looked = 0; looked < portion && this.#walk !== undefined; looked++) {
      const { value } = this.#walk.next()
      if (value !== undefined) this.#convert(value, changed)
      // What the program has moved meanwhile may have been missed.
      else if (this.#found > 0) this.#begin()
      else this.#walk = undefined
    }
    if (this.#walk !== undefined) this.site.later(() => this.#sweep())
  }

  #convert(object: object, changed: readonly TypeHistory[]): void {
    for (const type of changed) {
      const identity = this.site.memory.adts[type.id]
      if (identity === undefined || !isOld(object, identity, type.tag) || type.kept.has(object)) continue
      // An operation is inside it: it is touched by that one.
      if (object[users] === 0 && this.conversions.touch(type, object)) this.#found++
    }
  }
}
