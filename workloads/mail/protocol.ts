/** A place with a relay: `north`, `south` or `east`. Letters can be addressed to places that do not exist. */
export type Domain = string

export interface Address {
  readonly user: string
  readonly domain: Domain
}

/** What user agents ask for, and operators. */
export type Request = Open | Send | Read | List | Line | Run | QueueQuery

export type Reply = Opened | Sent | Received | Empty | Listing | LineState | Progress | QueueReport

/** A mailbox for a new user. */
interface Open {
  readonly kind: 'open'
  readonly mailbox: Address
}

export interface Send {
  readonly kind: 'send'
  readonly from: Address
  /** One or more, those of a domain one after the other. */
  readonly to: readonly Address[]
  /** Stands for all that is in the letter. They are numbered as they are written. */
  readonly subject: number
  /** Whether the sender wants to be told that it has been delivered. */
  readonly receipt: boolean
}

/** Takes the oldest letter out of a mailbox. */
interface Read {
  readonly kind: 'read'
  readonly mailbox: Address
}

interface List {
  readonly kind: 'list'
  readonly mailbox: Address
}

/** The line on which a relay calls another goes down, or is mended. The way back is a line of its own. */
interface Line {
  readonly kind: 'line'
  readonly at: Domain
  readonly to: Domain
  readonly up: boolean
}

/** A relay goes through its queue, as it does at regular intervals: its clock moves by one. */
interface Run {
  readonly kind: 'run'
  readonly at: Domain
}

interface QueueQuery {
  readonly kind: 'queue'
  readonly at: Domain
}

/** What became of a letter to one recipient: 0 delivered · 1 queued, the line is down · 2 no such user · 3 mailbox full. */
export type Fate = 0 | 1 | 2 | 3

interface Opened {
  readonly kind: 'opened'
}

export interface Sent {
  readonly kind: 'sent'
  /** By recipient. */
  readonly fates: readonly Fate[]
  /** Messages that went from relay to relay for it, notices not counted. */
  readonly transfers: number
}

/** What lies in a mailbox: 0 a letter · 1 a notice that one was delivered · 2 a notice that one could not be. */
export type NoticeKind = 0 | 1 | 2

export interface Received {
  readonly kind: 'received'
  readonly from: Address
  readonly subject: number
  readonly notice: NoticeKind
}

interface Empty {
  readonly kind: 'empty'
}

export interface Listing {
  readonly kind: 'listing'
  readonly count: number
  /** Subject of the newest letter; −1 if there is none. */
  readonly newest: number
}

interface LineState {
  readonly kind: 'line'
  readonly up: boolean
}

/** What one run did, in recipients. */
export interface Progress {
  readonly kind: 'progress'
  readonly delivered: number
  /** Given up, or not taken by the partner. */
  readonly returned: number
  readonly deferred: number
  /** Sum of the times until which those were deferred. */
  readonly due: number
}

export interface QueueReport {
  readonly kind: 'queue'
  /** Recipients who wait, and how often it has been tried for all of them. */
  readonly waiting: number
  readonly attempts: number
}

/** A letter on its way. */
export interface Letter {
  readonly subject: number
  readonly notice: NoticeKind
  readonly receipt: boolean
  /** It has been in a queue: its sender does not wait for the answer, and has to be written to. */
  readonly deferred: boolean
}

/** A letter with its recipients, all of one domain. */
export interface Envelope {
  readonly sender: Address
  readonly recipients: readonly Address[]
  readonly letter: Letter
}

/** What came of handing an envelope over. */
export interface Carried {
  readonly fates: readonly Fate[]
  readonly transfers: number
}

/** Hands an envelope over to the relay of its recipients' domain. */
export type Carry = (envelope: Envelope) => Promise<Carried>
