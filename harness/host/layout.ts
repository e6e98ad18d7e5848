import { sharedComponent } from '../link/place-image.ts'
import { entryProcedure } from '../program/entry.ts'
import type { Program } from '../program/program.ts'

/** A site, and what runs there. */
export interface Placement {
  readonly name: string
  /** Components that run there; the whole program where absent. */
  readonly components?: readonly string[]
  /** `main` runs there and serves the line; elsewhere only what is called from other sites runs. */
  readonly serves: boolean
  /**
   * One of several sites that serve the line together, each running the whole program. Requests are handed out to those
   * that are routed to; what changes the state is carried out by all.
   */
  readonly unit?: {
    readonly routed: boolean
    /** What changes the state runs alone at each unit. */
    readonly ordered: boolean
  }
}

/** One site, which runs the whole program. */
export const oneSite: readonly Placement[] = [{ name: 'main', serves: true }]

/** A site for each component, named after it. What is of no component is at all of them; `main` is where its module is. */
export function placeByComponent({ components }: Pick<Program, 'components'>): readonly Placement[] {
  const own = new Set([...components.values()].filter((component) => component !== sharedComponent))
  if (own.size < 2) return oneSite
  const entry = components.get(moduleOf(entryProcedure)) ?? sharedComponent
  const sites = [...own].map((name) => ({ name, components: [name], serves: name === entry }))
  return entry === sharedComponent ? [{ name: 'main', components: [], serves: true }, ...sites] : sites
}

function moduleOf(id: string): string {
  return id.slice(0, id.indexOf('#'))
}
