import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Keeps the site busy for so long. */
export const stallMs = 50

/** Lets the program wait for 50 ms. */
export const strategy = sabotage(podus, 'stall', (site, { phases }) => ({
  phases: [
    {
      name: 'stall',
      stage: 'update',
      part: 'pause',
      run() {
        const endMs = site.now() + stallMs
        while (site.now() < endMs);
        return 'next'
      },
    },
    ...phases,
  ],
}))
