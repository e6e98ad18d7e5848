import type { Reply, Request } from '../protocol.ts'
import { cycle } from './cycle.ts'
import { requestMove } from './moves.ts'
import { teach } from './points.ts'
import { reportStatus } from './status.ts'

/** Does what a cycle's message asks for. */
export function serve(request: Request): Reply | Promise<Reply> {
  switch (request.kind) {
    case 'frame':
      return cycle(request)
    case 'move':
      return requestMove(request.point)
    case 'teach':
      return teach(request.point, request.x, request.y, request.z)
    case 'status':
      return reportStatus()
  }
}
