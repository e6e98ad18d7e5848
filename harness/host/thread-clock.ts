/**
 * A clock on which all threads of a process agree: `performance.now()`, whose zero differs from thread to thread,
 * shifted to that of the process's high-resolution time.
 * @param epochMs the clock's zero, as `processMs()` told it
 */
export function createClock(epochMs: number): () => number {
  const shiftMs = offsetMs() - epochMs
  return () => performance.now() + shiftMs
}

/** High-resolution time of the process, in ms: the same in all threads. */
export function processMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** The least of several readings: the others were interrupted. */
function offsetMs(): number {
  let least = Infinity
  for (let reading = 0; reading < 50; reading++) {
    const before = performance.now()
    const offset = processMs() - before
    if (offset < least) least = offset
  }
  return least
}
