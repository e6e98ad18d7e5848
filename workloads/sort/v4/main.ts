import type { Line } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { serve } from './server.ts'

/** Serves what comes in on the line, one request after the other. */
export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    line.reply(request, serve(request.body))
  }
}
