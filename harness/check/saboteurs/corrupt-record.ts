import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Changes one account, which nobody uses for the time being. */
export const strategy = sabotage(podus, 'corrupt-record', (site, { phases }) => ({
  phases: [
    {
      name: 'corrupt',
      stage: 'update',
      part: 'mixed',
      run() {
        const space = site.spaces[0]!
        const counters = space.read(space.datum('ledger.ts#counters')!) as number[]
        counters[63] = counters[63]! + 1
        return 'next'
      },
    },
    ...phases,
  ],
}))
