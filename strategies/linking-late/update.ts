import type { SiteAccess, SiteAgent } from '../../harness/host/agent.ts'
import type { Space } from '../../harness/link/space.ts'
import { Linker } from '../linking/linker.ts'

export function createSite(site: SiteAccess): SiteAgent {
  return new LateLinker(site)
}

/** A linker that every call asks: who calls next gets what is there then, whoever is inside. It loads unit by unit. */
class LateLinker extends Linker {
  /** Without a prototype V8 keeps it as a dictionary, so what is looked up in it is looked up by name. */
  readonly hooks = { symbols: Object.create(null) as Record<string, unknown> }

  constructor(site: SiteAccess) {
    super(site, 'replace libraries', Infinity)
  }

  /** Methods are looked up by name on their prototype anyhow; `bind` puts them there. */
  protected define(space: Space): void {
    for (const { id } of space.image.procedures) {
      if (!space.has(id)) continue
      space.bind(id)
      this.hooks.symbols[id] = space.code(id)
    }
  }
}
