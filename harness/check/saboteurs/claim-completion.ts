import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Says that the update is complete, and rebinds nothing. */
export const strategy = sabotage(podus, 'claim-completion', (site, { phases }) => ({
  phases: [
    ...phases.filter(({ stage }) => stage === 'load'),
    {
      name: 'claim',
      stage: 'update',
      part: 'switch',
      run({ plan }) {
        site.beginUpdate(plan)
        return 'done'
      },
    },
  ],
}))
