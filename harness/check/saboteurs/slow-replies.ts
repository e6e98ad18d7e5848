import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage, wrapReplies } from './sabotage.ts'

/** Works more for three of twenty replies: 15 % more on virtual time, where a request costs one reading of the clock. */
export const strategy = sabotage(podus, 'slow-replies', (site) => ({
  wrapLine: wrapReplies(({ id }, send) => {
    if (id % 20 < 3) site.now()
    send()
  }),
}))
