/** For how long the line hands out requests before the event loop has its turn, in ms. */
export const quantumMs = 1

/** Polls like a device driver in poll mode: the event loop turns until the next arrival is due. */
export function createPoll(now: () => number): (callback: () => void, atMs: number) => void {
  return (callback, atMs) => {
    const waitMs = atMs - now()
    if (waitMs > 2) setTimeout(callback, waitMs - 1.5)
    else setImmediate(callback)
  }
}
