import type { Domain } from '../protocol.ts'
import type { Mailbox } from './mailbox.ts'
import { Queue } from './queue.ts'

/** What a relay keeps. */
export class Relay {
  domain: Domain
  mailboxes = new Map<string, Mailbox>()
  queue = new Queue()
  /** Partners to whom the line is down. */
  unreachable = new Set<Domain>()
  clock = 0

  constructor(domain: Domain) {
    this.domain = domain
  }
}
