/** An instance at a station: the one that runs there, or the one that has been created to take its place. */
export type Age = 'running' | 'created'

/** What a command does at a station: plain data. The station `line` is where the line is served. */
export type Step =
  | { readonly do: 'create'; readonly station: string }
  | { readonly do: 'delete'; readonly station: string; readonly age: Age }
  | { readonly do: 'copy'; readonly station: string }
  | {
      readonly do: 'unlink'
      readonly station: string
      readonly age: Age
      readonly exit: string
      readonly from: string
    }
  | { readonly do: 'link'; readonly station: string; readonly age: Age; readonly exit: string; readonly to: EntryOf }

/** The entry port of an instance. */
interface EntryOf {
  readonly station: string
  readonly age: Age
  readonly entry: string
}

/** What an operator's script comes to. */
export interface Reconfiguration {
  readonly steps: readonly Step[]
  /** Stations whose tasks have to be passive for it. */
  readonly passive: readonly string[]
}
