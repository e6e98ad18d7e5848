/** So long a unit may need for what it holds and no process has taken. */
const heldMs = 2
const most = 64

/** The pace is of so much work at least. */
const enough = { requests: 8, ms: 1 } as const

/**
 * How many requests a unit may hold that none of its processes has taken: as many as it carries out in two milliseconds in
 * which it has something to do. So a fast unit does not wait for the way to the line and back, and a slow one has little
 * that others could do, or that would be lost with it.
 */
export class Credit {
  requests = 1
  #carriedOut = 0
  #sinceMs = 0
  #idleMs = 0
  #idleSinceMs: number | undefined = 0

  /** A process goes to work. */
  count(nowMs: number): void {
    this.#endIdle(nowMs)
    this.#carriedOut++
  }

  /** All processes wait. */
  beginIdle(nowMs: number): void {
    this.#idleSinceMs ??= nowMs
  }

  adapt(nowMs: number): void {
    const idleMs = this.#idleMs + nowMs - (this.#idleSinceMs ?? nowMs)
    const busyMs = nowMs - this.#sinceMs - idleMs
    if (this.#carriedOut < enough.requests && busyMs < enough.ms) return
    this.requests = Math.max(1, Math.min(most, Math.ceil((heldMs * this.#carriedOut) / busyMs)))
    this.#carriedOut = 0
    this.#sinceMs = nowMs
    this.#idleMs = 0
    if (this.#idleSinceMs !== undefined) this.#idleSinceMs = nowMs
  }

  #endIdle(nowMs: number): void {
    if (this.#idleSinceMs === undefined) return
    this.#idleMs += nowMs - this.#idleSinceMs
    this.#idleSinceMs = undefined
  }
}
