import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage, wrapReplies } from './sabotage.ts'

/** Sends the reply to one request twice. */
export const strategy = sabotage(podus, 'answer-twice', () => ({
  wrapLine: wrapReplies(({ id }, send) => {
    send()
    if (id === 999) send()
  }),
}))
