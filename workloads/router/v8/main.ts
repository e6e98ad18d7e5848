import type { Line } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { dispatch } from './dispatch.ts'

/** Serves what comes in on the line, one request after the other. */
export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    const reply = dispatch(request.body)
    // Nearly every packet is answered at once; to await those too would cost each a turn of the microtask queue.
    line.reply(request, reply instanceof Promise ? await reply : reply)
  }
}
