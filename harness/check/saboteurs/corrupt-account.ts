import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Gives one client of the bank's first release a cent that nobody has paid. */
export const strategy = sabotage(podus, 'corrupt-account', (site, { phases }) => ({
  phases: [
    {
      name: 'corrupt',
      stage: 'update',
      part: 'mixed',
      run() {
        const space = site.spaces[0]!
        const accounts = space.read(space.datum('ledger.ts#accounts')!) as Map<number, { cents: number }>
        accounts.get(1)!.cents++
        return 'next'
      },
    },
    ...phases,
  ],
}))
