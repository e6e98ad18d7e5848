import { strategy as podus } from '../../../strategies/podus/index.ts'
import type { SiteUpdate } from '../../host/agent.ts'
import { sabotage } from './sabotage.ts'

/** Never lets go of a version that it has loaded. Nobody can tell by the replies. */
export const strategy = sabotage(podus, 'keep-versions', (_, { phases }) => {
  const kept = new Set<SiteUpdate>()
  return {
    phases: phases.map((phase) => ({
      ...phase,
      run(update) {
        kept.add(update)
        return phase.run(update)
      },
    })),
  }
})
