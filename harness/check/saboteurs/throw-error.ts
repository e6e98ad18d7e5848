import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage, wrapReplies } from './sabotage.ts'

/** The first request that is answered after the update was asked for ends in an error instead, and with it its process. */
export const strategy = sabotage(podus, 'throw-error', (_, { phases }) => {
  let isAsked = false
  return {
    phases: [
      ...phases.filter(({ stage }) => stage === 'load'),
      {
        name: 'ask',
        stage: 'update',
        part: 'switch',
        run() {
          isAsked = true
          return 'next'
        },
      },
      ...phases.filter(({ stage }) => stage === 'update'),
    ],
    wrapLine: wrapReplies((_request, send) => {
      if (isAsked) throw new Error('sabotaged')
      send()
    }),
  }
})
