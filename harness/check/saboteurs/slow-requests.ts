import { strategy as podus } from '../../../strategies/podus/index.ts'
import type { Line } from '../../../workloads/contract.ts'
import { sabotage } from './sabotage.ts'

/** Works for four seconds before it takes a request. */
export const strategy = sabotage(podus, 'slow-requests', (site) => ({
  wrapLine: <Request, Reply>(line: Line<Request, Reply>): Line<Request, Reply> => ({
    receive: () => {
      const endMs = site.now() + 4000
      while (site.now() < endMs);
      return line.receive()
    },
    reply: (request, reply) => line.reply(request, reply),
  }),
}))
