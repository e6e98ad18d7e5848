import type { Domain, Reply, Request } from '../protocol.ts'
import { serve as serveEast } from './east.ts'
import { serve as serveNorth } from './north.ts'
import { serve as serveSouth } from './south.ts'

/** A user agent asks the relay of its user's domain; an operator asks the one that is to be seen to. */
export async function attend(request: Request): Promise<Reply> {
  return relayOf(domainOf(request))(request)
}

function domainOf(request: Request): Domain {
  switch (request.kind) {
    case 'send':
      return request.from.domain
    case 'open':
    case 'read':
    case 'list':
      return request.mailbox.domain
    default:
      return request.at
  }
}

function relayOf(domain: Domain): (request: Request) => Promise<Reply> {
  switch (domain) {
    case 'north':
      return serveNorth
    case 'south':
      return serveSouth
    case 'east':
      return serveEast
    default:
      throw new Error(`No relay serves ${domain}; there are north, south and east.`)
  }
}
