import type { Carry, Reply, Request } from '../protocol.ts'
import { Mailbox } from './mailbox.ts'
import type { Relay } from './relay.ts'
import { runQueue } from './run.ts'
import { submit } from './transport.ts'

/**
 * Does what is asked of a relay. Whatever that does here, and at partners in the same thread, it does before it is
 * suspended: so requests take effect in the order in which they come.
 */
export async function obey(relay: Relay, request: Request, carry: Carry): Promise<Reply> {
  switch (request.kind) {
    case 'open':
      relay.mailboxes.set(request.mailbox.user, new Mailbox())
      return { kind: 'opened' }
    case 'send':
      return submit(relay, request, carry)
    case 'read':
      return relay.mailboxes.get(request.mailbox.user)?.takeOldest() ?? { kind: 'empty' }
    case 'list':
      return relay.mailboxes.get(request.mailbox.user)?.list() ?? { kind: 'empty' }
    case 'line':
      if (request.up) relay.unreachable.delete(request.to)
      else relay.unreachable.add(request.to)
      return { kind: 'line', up: request.up }
    case 'run':
      return runQueue(relay, carry)
    case 'queue':
      return relay.queue.report()
  }
}
