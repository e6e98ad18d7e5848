import type { Listing, Received } from '../protocol.ts'

/** Letters that a user may leave unread, notices not counted. */
const room = 20

/** A user's letters by when they were written, the oldest first; a notice is as old as the letter that it is about. */
export class Mailbox {
  letters: Received[] = []

  /** Whether there was room. */
  put(letter: Received): boolean {
    if (letter.notice === 0 && this.letters.filter(({ notice }) => notice === 0).length >= room) return false
    let place = this.letters.length
    while (place > 0 && isOlder(letter, this.letters[place - 1]!)) place--
    this.letters.splice(place, 0, letter)
    return true
  }

  takeOldest(): Received | undefined {
    return this.letters.shift()
  }

  list(): Listing {
    return { kind: 'listing', count: this.letters.length, newest: this.letters.at(-1)?.subject ?? -1 }
  }
}

/** Letters are numbered as they are written. Notices from several domains may come in any order, so that does not count. */
function isOlder(letter: Received, other: Received): boolean {
  return letter.subject === other.subject ? nameOf(letter) < nameOf(other) : letter.subject < other.subject
}

function nameOf({ from }: Received): string {
  return `${from.user}@${from.domain}`
}
