import type { Model } from '../contract.ts'
import type { Address, Domain, Fate, NoticeKind, Progress, Received, Reply, Request, Send } from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new MailModel()
}

/** What the releases do differently, by the number of the first that does it. */
const firstWithEnvelopes = 2
const firstWithAliases = 3
const firstWithBackOff = 4

/** One recipient's letter that waits for a line. */
interface Put {
  readonly sender: Address
  readonly recipient: Address
  readonly subject: number
  readonly notice: NoticeKind
  readonly receipt: boolean
  readonly attempts: number
  readonly due: number
}

/** A letter to one recipient; `late` if its sender does not wait for the answer. */
type Item = Omit<Put, 'attempts' | 'due'> & { readonly late: boolean }

interface Place {
  readonly boxes: Map<string, Received[]>
  waiting: readonly Put[]
  readonly down: Set<Domain>
  clock: number
}

/**
 * Mail as its specification says (see the README), one recipient at a time. What a request does is noted in a journal, so
 * that it can be undone where only the reply was asked for.
 */
class MailModel implements Model<Request, Reply> {
  readonly #places: Readonly<Record<Domain, Place>> = {
    north: createPlace(),
    south: createPlace(),
    east: createPlace(),
  }
  #undo: (() => void)[] = []

  reply(request: Request, version: string): Reply {
    const reply = this.#serve(request, releaseOf(version))
    for (const step of this.#undo.toReversed()) step()
    this.#undo = []
    return reply
  }

  apply(request: Request, version: string): void {
    this.#serve(request, releaseOf(version))
    this.#undo = []
  }

  #serve(request: Request, release: number): Reply {
    switch (request.kind) {
      case 'open': {
        const { boxes } = this.#place(request.mailbox.domain)
        const { user } = request.mailbox
        boxes.set(user, [])
        this.#undo.push(() => void boxes.delete(user))
        return { kind: 'opened' }
      }
      case 'send':
        return this.#send(request, release)
      case 'read': {
        const box = this.#boxOf(request.mailbox)
        const letter = box?.shift()
        if (letter === undefined) return { kind: 'empty' }
        this.#undo.push(() => void box?.unshift(letter))
        return letter
      }
      case 'list': {
        const box = this.#boxOf(request.mailbox)
        if (box === undefined) return { kind: 'empty' }
        return { kind: 'listing', count: box.length, newest: box.at(-1)?.subject ?? -1 }
      }
      case 'line':
        this.#switchLine(this.#place(request.at).down, request.to, request.up)
        return { kind: 'line', up: request.up }
      case 'run':
        return this.#run(request.at, release)
      case 'queue': {
        const { waiting } = this.#place(request.at)
        const attempts = waiting.reduce((sum, put) => sum + put.attempts, 0)
        return { kind: 'queue', waiting: waiting.length, attempts }
      }
    }
  }

  #send({ from, to, subject, receipt }: Send, release: number): Reply {
    const { down } = this.#place(from.domain)
    const crossing = to.map(({ domain }) => domain).filter((domain) => domain !== from.domain && !down.has(domain))
    const known = crossing.filter((domain) => domain in this.#places)
    const transfers = release < firstWithEnvelopes ? known.length : new Set(known).size
    const fates = to.map((recipient) =>
      this.#move(from.domain, { sender: from, recipient, subject, notice: 0, receipt, late: false }, release),
    )
    return { kind: 'sent', fates, transfers }
  }

  /** From one place to where the recipient is, if the line is up. */
  #move(at: Domain, item: Item, release: number): Fate {
    const { domain } = item.recipient
    const here = this.#place(at)
    if (domain !== at && here.down.has(domain)) {
      this.#wait(here, { ...item, attempts: 0, due: here.clock + 1 })
      return 1
    }
    return domain in this.#places ? this.#arrive(item, release) : 2
  }

  #arrive(item: Item, release: number): Fate {
    const { sender, recipient, notice, receipt, late } = item
    const fate = this.#store(item, release)
    if (notice === 0 && fate === 0 && receipt) this.#tell(recipient.domain, sender, item, 1, release)
    if (notice === 0 && fate !== 0 && late) this.#tell(recipient.domain, sender, item, 2, release)
    return fate
  }

  /** Into each mailbox for which the name stands; the worst of what became of it. */
  #store({ sender, recipient, subject, notice }: Item, release: number): Fate {
    let worst: Fate = 0
    for (const user of namesOf(recipient.user, release)) {
      const box = this.#boxOf({ user, domain: recipient.domain })
      if (box === undefined) {
        if (worst < 2) worst = 2
      } else if (notice === 0 && countLetters(box) >= 20) worst = 3
      else this.#insert(box, { kind: 'received', from: sender, subject, notice })
    }
    return worst
  }

  /** By age, then by sender. */
  #insert(box: Received[], letter: Received): void {
    const place = box.findIndex((other) => keyOf(other) > keyOf(letter))
    const index = place === -1 ? box.length : place
    box.splice(index, 0, letter)
    this.#undo.push(() => void box.splice(index, 1))
  }

  /** A notice goes from the recipient to the sender, and of a notice nobody is told. */
  #tell(at: Domain, to: Address, { recipient, subject }: Item, notice: NoticeKind, release: number): void {
    this.#move(at, { sender: recipient, recipient: to, subject, notice, receipt: false, late: false }, release)
  }

  #run(at: Domain, release: number): Progress {
    const here = this.#place(at)
    this.#tick(here)
    const due = here.waiting.filter((put) => put.due <= here.clock)
    this.#setWaiting(
      here,
      here.waiting.filter((put) => put.due > here.clock),
    )
    const progress = { kind: 'progress' as const, delivered: 0, returned: 0, deferred: 0, due: 0 }
    for (const put of due) {
      const attempts = put.attempts + 1
      if (!here.down.has(put.recipient.domain)) {
        const fate = this.#move(at, { ...put, late: true }, release)
        if (fate === 0) progress.delivered++
        else progress.returned++
      } else if (attempts < 6) {
        const until = here.clock + (release < firstWithBackOff ? 1 : 2 ** (attempts - 1))
        this.#wait(here, { ...put, attempts, due: until })
        progress.deferred++
        progress.due += until
      } else {
        if (put.notice === 0) this.#tell(at, put.sender, { ...put, late: true }, 2, release)
        progress.returned++
      }
    }
    return progress
  }

  #wait(place: Place, put: Put): void {
    this.#setWaiting(place, [...place.waiting, put])
  }

  #setWaiting(place: Place, waiting: readonly Put[]): void {
    const before = place.waiting
    place.waiting = waiting
    this.#undo.push(() => void (place.waiting = before))
  }

  #tick(place: Place): void {
    place.clock++
    this.#undo.push(() => void place.clock--)
  }

  #switchLine(down: Set<Domain>, to: Domain, up: boolean): void {
    const wasDown = down.has(to)
    if (up) down.delete(to)
    else down.add(to)
    this.#undo.push(() => void (wasDown ? down.add(to) : down.delete(to)))
  }

  #boxOf({ user, domain }: Address): Received[] | undefined {
    return this.#place(domain).boxes.get(user)
  }

  #place(domain: Domain): Place {
    const place = this.#places[domain]
    if (place === undefined) throw new Error(`No relay serves ${domain}; expected north, south or east.`)
    return place
  }
}

function createPlace(): Place {
  return { boxes: new Map(), waiting: [], down: new Set(), clock: 0 }
}

function countLetters(box: readonly Received[]): number {
  return box.reduce((count, { notice }) => count + Number(notice === 0), 0)
}

/** Sorts as the number does, and then as the address. */
function keyOf({ from, subject }: Received): string {
  return `${String(subject).padStart(12, '0')} ${from.user}@${from.domain}`
}

function namesOf(user: string, release: number): readonly string[] {
  if (release >= firstWithAliases && user === 'postmaster') return ['u0']
  if (release >= firstWithAliases && user === 'staff') return ['u1', 'u2', 'u3']
  return [user]
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
