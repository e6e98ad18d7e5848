import { strategy as dmert } from '../../../strategies/dmert/index.ts'
import type { Strategy } from '../../../strategies/contract.ts'
import type { Phase, SiteAccess } from '../../host/agent.ts'
import type { UpdatePlan } from '../../host/update-plan.ts'
import type { Space } from '../../link/space.ts'
import { withoutRules, wrapReplies } from './sabotage.ts'

/** Requests that are served half by one version, half by the other. */
const mixedRequests = 20

/** Changes these entries of the transfer vector at once, and the rest only when a few more requests have been served. */
export function mix(name: string, first: readonly string[]): Strategy {
  return mixSome(name, () => first)
}

/** The same, with the entries chosen when the update is known. */
export function mixSome(name: string, choose: (plan: UpdatePlan) => readonly string[]): Strategy {
  return {
    ...withoutRules(dmert),
    name,
    summary: 'saboteur: changes the transfer vector by halves',
    createSite: (site) => createMixer(site, choose),
  }
}

function createMixer(
  site: SiteAccess,
  choose: (plan: UpdatePlan) => readonly string[],
): ReturnType<Strategy['createSite']> {
  let loaded: Space | undefined
  let served = 0
  const agent = dmert.createSite({ ...site, createSpace: (image) => (loaded = site.createSpace(image)) })
  const half: Phase = {
    name: 'change some entries',
    stage: 'update',
    part: 'mixed',
    run({ plan }) {
      site.beginUpdate(plan)
      for (const id of choose(plan)) loaded?.bind(id)
      served = 1
      return { wait: 'change transfer vector' }
    },
  }
  const [load, change] = agent.phases as readonly [Phase, Phase]
  return {
    hooks: agent.hooks,
    phases: [load, half, change],
    wrapLine: wrapReplies((_, send) => {
      send()
      if (served > 0 && ++served === mixedRequests) site.wake()
    }),
  }
}
