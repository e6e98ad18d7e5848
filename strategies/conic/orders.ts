import type { Age } from './steps.ts'

/** What the configuration manager tells a station. */
export type Order =
  /** Says which instance runs. */
  | { readonly do: 'describe' }
  /** From now on the manager says when the station's port for requests is open. */
  | { readonly do: 'begin' }
  /** Initiates nothing any more, and answers when nothing is under way: its `Activity`. */
  | { readonly do: 'passivate' }
  /** Answers when nothing is under way. */
  | { readonly do: 'await idle' }
  /** Says what is under way. */
  | { readonly do: 'explain' }
  | { readonly do: 'close' }
  | { readonly do: 'open' }
  /** The reconfiguration is over: what runs goes on as it is. */
  | { readonly do: 'end' }
  | { readonly do: 'link'; readonly links: readonly LinkChange[] }
  | { readonly do: 'copy' }
  /** Nothing has happened: the created instance goes, links are as they were. */
  | { readonly do: 'restore' }

/** An exit port is linked, or unlinked from what it was linked to. */
export interface LinkChange {
  readonly age: Age
  readonly exit: string
  readonly to: Target | undefined
}

/** Where the messages of an exit port go. */
export interface Target {
  readonly station: string
  readonly instance: string
  /** The procedure that takes them. */
  readonly entry: string
}

/** How many transactions a station has initiated and served so far. */
export interface Activity {
  readonly initiated: number
  readonly served: number
}
