import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage, wrapReplies } from './sabotage.ts'

/** Forgets the reply to one request. */
export const strategy = sabotage(podus, 'drop-reply', () => ({
  wrapLine: wrapReplies(({ id }, send) => {
    if (id !== 999) send()
  }),
}))
