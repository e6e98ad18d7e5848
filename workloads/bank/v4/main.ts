import type { Line, Outside } from '../../contract.ts'
import type { Reply, Request } from '../protocol.ts'
import { recover } from './recovery.ts'
import { serve } from './teller.ts'

/** A teller: serves clients one after the other, beside other tellers. */
export async function main(line: Line<Request, Reply>, { disk }: Outside): Promise<void> {
  await recover(disk)
  for (;;) {
    const request = await line.receive()
    if (request === undefined) return
    line.reply(request, await serve(request.body, disk))
  }
}
