import type { Line } from '../../../workloads/contract.ts'
import { strategy as podus } from '../../../strategies/podus/index.ts'
import { sabotage } from './sabotage.ts'

/** Answers some requests with what was right for the one before. */
export const strategy = sabotage(podus, 'shift-replies', () => ({
  wrapLine<Request, Reply>(line: Line<Request, Reply>): Line<Request, Reply> {
    let last: Reply | undefined
    return {
      receive: () => line.receive(),
      reply(request, reply) {
        line.reply(request, last !== undefined && request.id > 900 && request.id < 1000 ? last : reply)
        last = reply
      },
    }
  },
}))
