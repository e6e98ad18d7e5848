import type { Envelope, QueueReport } from '../protocol.ts'

/** An envelope that waits for its line. */
export interface Queued extends Envelope {
  readonly attempts: number
  /** Time of the relay's clock at which it is tried again. */
  readonly due: number
}

/** What a relay could not hand over, in the order in which it was put off. */
export class Queue {
  entries: Queued[] = []

  add(entry: Queued): void {
    this.entries.push(entry)
  }

  /** Takes out what is due. */
  takeDue(clock: number): readonly Queued[] {
    const due = this.entries.filter((entry) => entry.due <= clock)
    this.entries = this.entries.filter((entry) => entry.due > clock)
    return due
  }

  report(): QueueReport {
    let waiting = 0
    let attempts = 0
    for (const entry of this.entries) {
      waiting += entry.recipients.length
      attempts += entry.recipients.length * entry.attempts
    }
    return { kind: 'queue', waiting, attempts }
  }
}
