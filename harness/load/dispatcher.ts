import type { LineHost } from './line-host.ts'
import {
  CATCHING_FROM,
  CATCHING_UP,
  CAUGHT_FROM,
  CAUGHT_UP_TO,
  CLOSED,
  CURSOR,
  PROGRESS,
  ROUTED,
  type LineMemory,
} from './line-memory.ts'
import type { FromUnit, ToUnit } from './line-messages.ts'
import { SegmentUnderWay } from './segment-under-way.ts'
import { UnitPort } from './unit-port.ts'

/** So long the controller's wishes wait at most: it writes them into the line's memory, and nobody is told. */
const lookMs = 3

/**
 * The line's end at home, where units are processes of their own: it alone writes the line's memory. A unit asks for
 * requests; those that have arrived are given out in the order of asking, and every unit is told of each range, whoever
 * has it, as all carry out what changes the state. All is handed out in one place, between two turns of the event loop:
 * once the controller has routed, nobody is given anything by the old routes.
 */
export class Dispatcher {
  readonly #memory: LineMemory
  readonly #control: Int32Array
  readonly #host: Pick<LineHost, 'now' | 'poll'>
  readonly #segment: SegmentUnderWay
  /** Units that are there; in front the one that was given something longest ago. */
  #ports: UnitPort[] = []
  #probesFrom: number | undefined
  #now = 0
  #pollMs = Infinity
  #polls = 0

  constructor(memory: LineMemory, host: Pick<LineHost, 'now' | 'poll'>) {
    this.#memory = memory
    this.#control = memory.control
    this.#host = host
    this.#segment = new SegmentUnderWay(memory)
  }

  /** A unit's way to the line. An update has two processes of one unit for a while: each has one of its own. */
  open(unit: number, post: (message: ToUnit) => void): UnitPort {
    const port: UnitPort = new UnitPort(unit, post, this.#memory, {
      heard: (message) => this.#hear(port, message),
      released: () => this.#dispatch(),
      closed: () => {
        this.#ports = this.#ports.filter((other) => other !== port)
        this.#dispatch()
      },
    })
    this.#ports.push(port)
    return port
  }

  /** Nothing is handed out any more, and nobody looks at the clock. */
  end(): void {
    this.#ports = []
    this.#polls++
  }

  #hear({ unit, position }: UnitPort, { from }: FromUnit): void {
    const isCatchingUp = Atomics.load(this.#control, CATCHING_UP) === unit + 1
    if (isCatchingUp && from === undefined) Atomics.store(this.#control, CAUGHT_UP_TO, position)
    this.#dispatch()
  }

  #dispatch(): void {
    this.#now = this.#host.now()
    do this.#advance()
    while (this.#handOut())
    const closed = Atomics.load(this.#control, CLOSED) === 1
    for (const port of this.#ports) port.tell(this.#next, this.#probesFrom, closed)
    if (!closed && this.#ports.length > 0) this.#pollAt(this.#lookAtMs())
  }

  get #next(): number {
    return Atomics.load(this.#control, CURSOR)
  }

  /** Goes on to the next segment where this one has ended; to the first one when the first unit asks. */
  #advance(): void {
    const segment = this.#segment
    const serving = this.#ports.filter((port) => this.#serves(port))
    const isAsked = segment.index >= 0 ? serving.length > 0 : serving.some(({ room }) => room > 0)
    if (!isAsked) return
    if (segment.index < 0) this.#begin(0)
    while (segment.index < this.#memory.plan.segments.length && segment.hasEnded(this.#next, this.#now))
      this.#begin(segment.index + 1)
  }

  #begin(index: number): void {
    this.#segment.begin(index, this.#next, this.#now)
    if (this.#segment.isProbes) this.#probesFrom = this.#segment.first
  }

  #serves({ unit, follows, isHeld }: UnitPort): boolean {
    return follows && !isHeld && (Atomics.load(this.#control, ROUTED) & (1 << unit)) !== 0
  }

  /** Units that can be given a request now. */
  get #asking(): readonly UnitPort[] {
    return this.#ports.filter((port) => this.#serves(port) && port.room > 0 && this.#mayGoOn(port) > 0)
  }

  /** Gives one unit its share of what has arrived. @returns false where there is nothing to give, or nobody to take it */
  #handOut(): boolean {
    const asking = this.#asking
    const [port] = asking
    if (port === undefined) return false
    const first = this.#next
    const most = asking.reduce((sum, { room }) => sum + room, 0)
    const arrived = this.#countArrived(first, most)
    if (arrived === 0 || !this.#isQuietAt(first)) return false
    const share = Math.ceil(arrived / asking.length)
    const end = first + Math.min(share, port.room, this.#mayGoOn(port))
    const { dueMs, takenAfter } = this.#memory
    // Earlier than the unit really takes it: what then seems to overlap can be explained by more orders, not by fewer.
    const after = Atomics.load(this.#control, PROGRESS)
    for (let id = first; id < end; id++) {
      dueMs[id] = this.#segment.dueMs(id, this.#now)
      takenAfter[id] = after
    }
    Atomics.store(this.#control, CURSOR, end)
    for (const other of this.#ports) if (other.follows) other.note(end, other === port)
    this.#ports = [...this.#ports.filter((other) => other !== port), port]
    return true
  }

  /** Requests from `first` on that have arrived and belong to the segment under way; no more than `most`. */
  #countArrived(first: number, most: number): number {
    const { limit, index } = this.#segment
    if (index < 0 || Atomics.load(this.#control, CLOSED) === 1) return 0
    const end = Math.min(limit, first + most)
    let id = first
    while (id < end && this.#segment.hasArrived(id, this.#now)) id++
    return id - first
  }

  /** How many more a unit may be given: while another one is to catch up, one for two that this carries out. */
  #mayGoOn({ unit }: UnitPort): number {
    const catchingUp = Atomics.load(this.#control, CATCHING_UP)
    if (catchingUp === 0 || catchingUp === unit + 1) return Infinity
    const caughtUp = Atomics.load(this.#control, CAUGHT_UP_TO) - Atomics.load(this.#control, CATCHING_FROM)
    return Atomics.load(this.#control, CAUGHT_FROM) + Math.floor(caughtUp / 2) + 1 - this.#next
  }

  /** The first probe shows the final state: it waits until no request is under way, or none that will be answered. */
  #isQuietAt(id: number): boolean {
    if (!this.#segment.isProbes || id !== this.#segment.first) return true
    const busy = this.#ports.filter((port) => port.isBusy)
    for (const port of busy) port.settle()
    return busy.length === 0
  }

  /** When something can be handed out that nobody tells of: an arrival, the end of a segment, a wish of the controller. */
  #lookAtMs(): number {
    const { index, isOpen, limit, endMs } = this.#segment
    const atLatest = Math.min(this.#now + lookMs, endMs > this.#now ? endMs : Infinity)
    const next = this.#next
    if (index < 0 || !isOpen || next >= limit || this.#asking.length === 0) return atLatest
    return Math.min(atLatest, this.#segment.dueMs(next, this.#now))
  }

  /** One look is to come at any time: an earlier one takes the place of that which was planned. */
  #pollAt(atMs: number): void {
    if (this.#pollMs <= atMs) return
    this.#pollMs = atMs
    const number = ++this.#polls
    this.#host.poll(() => {
      if (number !== this.#polls) return
      this.#pollMs = Infinity
      this.#dispatch()
    }, atMs)
  }
}
