import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage, wrapReplies } from './sabotage.ts'

/** Holds the reply to one request back until the next has been answered. */
export const strategy = sabotage(podus, 'swap-replies', () => {
  let held: (() => void) | undefined
  return {
    wrapLine: wrapReplies(({ id }, send) => {
      if (id === 999) {
        held = send
        return
      }
      send()
      held?.()
      held = undefined
    }),
  }
})
