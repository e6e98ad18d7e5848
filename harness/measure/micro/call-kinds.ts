import type { CallKind } from './fixtures/calls/round.ts'

export type { CallKind, Round } from './fixtures/calls/round.ts'

/** How many calls of a kind a round makes, and what they are. */
interface CallSubject {
  readonly summary: string
  /** Times that a round goes through its loop. */
  readonly count: number
  /** Calls each time. */
  readonly calls: number
}

const often = 20_000
const seldom = 2000

/** What is timed. Each is in a loop of the fixture of that name; what the loop costs by itself is subtracted. */
export const callKinds = {
  leaf: { summary: 'a procedure that calls nothing', count: often, calls: 1 },
  procedure: { summary: 'a procedure of the same module', count: often, calls: 1 },
  module: { summary: 'a procedure of another module', count: often, calls: 1 },
  chain: { summary: 'each call of a chain of eight, over two modules', count: often, calls: 8 },
  method: { summary: 'a method of an abstract data type', count: often, calls: 1 },
  data: { summary: 'no call: static data read and written', count: often, calls: 1 },
  awaited: { summary: 'an asynchronous procedure, awaited', count: seldom, calls: 1 },
  component: { summary: 'one of another component at the same site, awaited', count: seldom, calls: 1 },
} as const satisfies Record<Exclude<CallKind, 'control'>, CallSubject>

export type TimedKind = keyof typeof callKinds

export const timedKinds = Object.keys(callKinds) as readonly TimedKind[]

/** The loop alone. */
export const control: Omit<CallSubject, 'calls'> = { summary: 'the loop without a call', count: often }
