import type { Space } from '../../harness/link/space.ts'

/** A version of a service, with those that it has not answered yet. */
export interface Version {
  /** What stands for the version of the program among those that are resident: a release may come again under its name. */
  readonly of: Space
  readonly code: Space
  users: number
}

/** What the service manager knows of a service. */
export class Service {
  readonly name: string
  #current: Version
  /** Older versions that still have users. */
  readonly #leaving: Version[] = []
  readonly #left: (version: Version) => void
  /** Callers that came while the service was disabled. */
  readonly #waiting: (() => void)[] = []
  /** Services whose calls are let through although this one is disabled: it could not come to an end without them. */
  #allowed: ReadonlySet<string> | undefined

  /** @param left called when a version's last user leaves */
  constructor(name: string, code: Space, of: Space, left: (version: Version) => void) {
    this.name = name
    this.#left = left
    this.#current = { of, code, users: 0 }
  }

  /** Where new requests go. */
  get current(): Version {
    return this.#current
  }

  get leaving(): readonly Version[] {
    return this.#leaving
  }

  /** Users of all versions. */
  get users(): number {
    return this.#leaving.reduce((sum, { users }) => sum + users, this.#current.users)
  }

  enter(): Version {
    const version = this.#current
    version.users++
    return version
  }

  leave(version: Version): void {
    if (--version.users === 0) this.#left(version)
  }

  isClosedTo(caller: string): boolean {
    return this.#allowed !== undefined && !this.#allowed.has(caller)
  }

  /** Resolves when the service is no longer disabled. */
  opened(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  disable(allowed: ReadonlySet<string>): void {
    this.#allowed = allowed
  }

  enable(): void {
    this.#allowed = undefined
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** New requests get this code; the version before stays for those who use it. */
  replace(code: Space, of: Space): void {
    this.#leaving.push(this.#current)
    this.#current = { of, code, users: 0 }
  }

  /** Gives up the versions without users. */
  takeUnused(): Version[] {
    const unused = this.#leaving.filter(({ users }) => users === 0)
    for (const version of unused) this.#leaving.splice(this.#leaving.indexOf(version), 1)
    return unused
  }
}
