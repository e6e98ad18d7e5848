import type { SiteAccess, SiteAgent } from '../../harness/host/agent.ts'
import type { Space } from '../../harness/link/space.ts'
import { Linker } from './linker.ts'

/** In how many portions libraries are loaded while the program runs. */
const portions = 100

export function createSite(site: SiteAccess): SiteAgent {
  return new RunTimeLinker(site)
}

/**
 * A run-time linker: an entry of the table leads to the linker until it is used, and from then on to what it found. It is
 * not asked again for what it has found before.
 */
class RunTimeLinker extends Linker {
  readonly hooks = {}
  /** Where the newest definition of each procedure is. */
  readonly #symbols = new Map<string, Space>()

  constructor(site: SiteAccess) {
    super(site, 'offer libraries', portions)
  }

  protected define(space: Space): void {
    for (const { id } of space.image.procedures) {
      if (!space.has(id)) continue
      const isFirst = !this.#symbols.has(id)
      this.#symbols.set(id, space)
      if (isFirst) space.bind(id, this.#createStub(id))
    }
  }

  /** What an entry holds until it is used. */
  #createStub(id: string): unknown {
    const resolve = (): ReturnType<Space['code']> => this.#resolve(id)
    return function (this: unknown, ...values: unknown[]): unknown {
      const code = resolve()
      return new.target === undefined ? Reflect.apply(code, this, values) : Reflect.construct(code, values)
    }
  }

  #resolve(id: string): ReturnType<Space['code']> {
    const space = this.#symbols.get(id)
    if (space === undefined) throw new Error(`the linker knows no ${id}`)
    space.bind(id)
    return space.code(id)
  }
}
