/**
 * A clock on which all threads of a process agree: the process's high-resolution time, in ms from an epoch. Of the
 * clocks that Node has, `process.hrtime()` is the cheapest to read, and the only cheap one without a zero of its own
 * in each thread.
 */
export function createClock([epochSeconds, epochNanoseconds]: Epoch): () => number {
  const { hrtime } = process
  return () => {
    const time = hrtime()
    return (time[0] - epochSeconds) * 1e3 + (time[1] - epochNanoseconds) / 1e6
  }
}

/** Seconds and nanoseconds of the process's high-resolution time. */
export type Epoch = readonly [seconds: number, nanoseconds: number]

export function readEpoch(): Epoch {
  return process.hrtime()
}
