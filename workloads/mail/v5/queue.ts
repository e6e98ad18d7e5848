import type { Envelope, QueueReport } from '../protocol.ts'

/** An envelope that waits for its line. */
export interface Queued extends Envelope {
  readonly attempts: number
  /** Time of the relay's clock at which it is tried again. */
  readonly due: number
}

/** What a relay could not hand over: by the time at which it is due, in the order in which it was put off. */
export class Queue {
  byDue = new Map<number, Queued[]>()

  add(entry: Queued): void {
    const others = this.byDue.get(entry.due)
    if (others === undefined) this.byDue.set(entry.due, [entry])
    else others.push(entry)
  }

  /** Takes out what is due; what was due earlier has been taken out before. */
  takeDue(clock: number): readonly Queued[] {
    const due = this.byDue.get(clock) ?? []
    this.byDue.delete(clock)
    return due
  }

  report(): QueueReport {
    let waiting = 0
    let attempts = 0
    for (const entry of [...this.byDue.values()].flat()) {
      waiting += entry.recipients.length
      attempts += entry.recipients.length * entry.attempts
    }
    return { kind: 'queue', waiting, attempts }
  }
}
