import type { SiteAgent } from '../../harness/host/agent.ts'

/** Nothing runs beside the program, and nothing can be updated. */
export function createSite(): SiteAgent {
  return { hooks: {}, phases: [] }
}
