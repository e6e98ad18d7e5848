import type { Line } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { serve } from './serve.ts'

/** The control loop: one message a cycle, and each reply says which message it answers. */
export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    const reply = await serve(request.body)
    line.reply(request, { ...reply, echo: request.body.sequence })
  }
}
