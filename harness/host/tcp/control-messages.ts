import type { FromUnit, ToUnit } from '../../load/line-messages.ts'
import type { Order, OrderAnswer } from '../messages.ts'
import type { SiteSetup } from '../real-time-site.ts'
import type { SocketLinksSetup } from './socket-links.ts'

/** What a site's process is told when it is started, in its environment. */
export interface ProcessStart {
  /** Where the controller listens. */
  readonly host: string
  readonly port: number
  readonly token: string
  /** The how-manieth process of the trial this is. */
  readonly number: number
}

/** The name under which a process finds it there. */
export const startVariable = 'BENCH_SITE'

/** What a controller sends to a site's process. */
export type ToSite =
  | {
      readonly type: 'setup'
      readonly setup: SiteSetup
      readonly links: SocketLinksSetup
      /** Seed of the requests, for a unit: it makes them itself. */
      readonly seed: number
    }
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'line'; readonly message: ToUnit }

/** What a site's process sends to its controller. */
export type FromSite =
  | { readonly type: 'hello'; readonly token: string; readonly number: number }
  /** The program is loaded; letters are taken at this port. */
  | { readonly type: 'started'; readonly port: number }
  | { readonly type: 'answer'; readonly answer: OrderAnswer }
  | { readonly type: 'line'; readonly message: FromUnit }
  /** No process of the program is left. */
  | { readonly type: 'ended' }
  /** The process is about to end, and why. */
  | { readonly type: 'failed'; readonly reason: string }
  /** Now and then: a process that says nothing at all is taken to be dead. */
  | { readonly type: 'alive' }

/** How often a site's process says that it lives, in ms. */
export const aliveMs = 200
