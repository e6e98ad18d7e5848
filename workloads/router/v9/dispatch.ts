import type { Reply, Request } from '../protocol.ts'
import { announce, withdraw } from './control.ts'
import { reportCounters } from './counters.ts'
import { forward } from './forward.ts'

/** Packets stay in the data plane; what the routing protocols say goes to the control plane. */
export function dispatch(request: Request): Reply | Promise<Reply> {
  switch (request.kind) {
    case 'packet':
      return forward(request)
    case 'announce':
      return announce(request)
    case 'withdraw':
      return withdraw(request)
    case 'counters':
      return reportCounters()
  }
}
