import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Ends the site's thread in the middle of the update. */
export const strategy = sabotage(podus, 'crash', (_, { phases }) => ({
  phases: [
    ...phases.filter(({ stage }) => stage === 'load'),
    {
      name: 'crash',
      stage: 'update',
      part: 'switch',
      run() {
        // oxlint-disable-next-line unicorn/no-process-exit -- a thread that ends like this is what it is for
        process.exit(3)
      },
    },
  ],
}))
