import type { SiteAccess } from '../../harness/host/agent.ts'

export const logFile = 'field-update-log'

/** What an operator reads in the log: what was done, when, and by which command. */
export interface LogEntry {
  readonly atMs: number
  readonly event: 'started' | 'applied' | 'not applied' | 'backed out' | 'made permanent'
  /** The version that the process was started in. */
  readonly version?: string
  readonly update?: string
  readonly command?: string
  readonly functions?: readonly string[]
  readonly reason?: string
}

/** The log of field updates, on the disk of the site. */
export class UpdateLog {
  readonly #disk: SiteAccess['disk']
  readonly #now: () => number
  #failure: unknown

  constructor(disk: SiteAccess['disk'], now: () => number) {
    this.#disk = disk
    this.#now = now
  }

  /** Why something could not be written; nothing more is done once that is so. */
  get failure(): unknown {
    return this.#failure
  }

  /** Nobody waits for the entry; where it cannot be written, `failure` tells. */
  write(entry: Omit<LogEntry, 'atMs'>): void {
    this.#disk
      .append(logFile, JSON.stringify({ atMs: this.#now(), ...entry } satisfies LogEntry))
      .catch((error: unknown) => this.fail(error))
  }

  fail(error: unknown): void {
    this.#failure ??= error
  }
}
