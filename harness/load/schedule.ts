import { Random } from './random.ts'

export type Arrivals = 'poisson' | 'constant' | 'bursts'

/** Requests that come at once in a burst. */
const burstSize = 64

/**
 * Intended arrivals, ms from the start of the segment, in order: drawn beforehand, so that a program that stalls cannot
 * slow its own load.
 * @param rate requests per second
 */
export function drawArrivals(kind: Arrivals, rate: number, durationMs: number, seed: number): Float64Array {
  const count = Math.ceil((rate * durationMs) / 1000)
  const meanMs = 1000 / rate
  const random = new Random().reseed(seed, -1)
  const offsets = new Float64Array(count)
  let at = 0
  for (let index = 0; index < count; index++) {
    at += gapMs(kind, meanMs, index, random)
    offsets[index] = at
  }
  return offsets
}

function gapMs(kind: Arrivals, meanMs: number, index: number, random: Random): number {
  switch (kind) {
    case 'constant':
      return meanMs
    case 'poisson':
      return -Math.log(1 - random.unit()) * meanMs
    case 'bursts':
      return index % burstSize === 0 ? -Math.log(1 - random.unit()) * meanMs * burstSize : 0
  }
}
