/** Where a site's process runs. */
export interface Machine {
  /** Address at which the site takes letters. */
  readonly host: string
  /** What starts a process there: `ip netns exec NAME` for a network namespace; nothing here. */
  readonly command: readonly string[]
}

/** This computer, by its loopback address. */
export const loopback: Machine = { host: '127.0.0.1', command: [] }
