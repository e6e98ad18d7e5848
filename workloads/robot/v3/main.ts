import type { Line } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { serve } from './serve.ts'

/** The control loop: one message a cycle. */
export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    line.reply(request, await serve(request.body))
  }
}
