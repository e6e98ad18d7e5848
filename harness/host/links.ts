import type { Letter } from './remote-calls.ts'

/** A site's ways to the other sites. */
export interface Links {
  /** What is sent to a site that is gone fails soon, but not before the sender has gone on. */
  post(to: string, letter: Letter): void
}

/** What comes in on them. */
export interface LinkEvents {
  deliver(from: string, letter: Letter): void
  /** The way to a site is closed: it is gone. */
  down(name: string): void
}
