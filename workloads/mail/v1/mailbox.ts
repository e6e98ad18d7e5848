import type { Listing, Received } from '../protocol.ts'

/** Letters that a user may leave unread. */
const room = 20

/** A user's letters, the oldest first. */
export class Mailbox {
  letters: Received[] = []

  /** Whether there was room. */
  put(letter: Received): boolean {
    if (this.letters.length >= room) return false
    this.letters.push(letter)
    return true
  }

  takeOldest(): Received | undefined {
    return this.letters.shift()
  }

  list(): Listing {
    return { kind: 'listing', count: this.letters.length, newest: this.letters.at(-1)?.subject ?? -1 }
  }
}
