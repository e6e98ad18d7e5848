import type { Line } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { attend } from './agent.ts'

/** Serves users and operators, one after the other. */
export async function main(line: Line<Request, Reply>): Promise<void> {
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    line.reply(request, await attend(request.body))
  }
}
