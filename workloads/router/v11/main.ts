import type { Line } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { dispatch } from './dispatch.ts'

/** Requests served in a row before others have their turn. */
const largestBatch = 32

/** Serves what comes in on the line in batches: only where nothing has come, or a batch is full, it waits. */
export async function main(line: Line<Request, Reply>): Promise<void> {
  for (let served = 1; ; served++) {
    const next = line.receive()
    const isHere = next !== undefined && 'body' in next
    const request = isHere ? next : await next
    if (request === undefined) return
    const reply = dispatch(request.body)
    // Others that waited as well have taken their requests: nothing may be taken before those have been dispatched.
    const mustWait = !isHere || served % largestBatch === 0 || reply instanceof Promise
    line.reply(request, complete(mustWait ? await reply : reply))
  }
}

/** The management station is told how requests are taken. */
function complete(reply: Reply): Reply {
  return reply.kind === 'report' ? { kind: 'report', packets: reply.packets, batch: largestBatch } : reply
}
