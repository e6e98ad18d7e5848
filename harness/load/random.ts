/** Source of numbers for one request: a pure function of (seed, request, draw). */
export class Random {
  #state = 0

  /** Starts the stream of request `id` under `seed`. */
  reseed(seed: number, id: number): this {
    this.#state = mix(Math.imul(seed | 0, 0x9e37_79b1) ^ mix(id | 0))
    return this
  }

  /** The next number, uniform in 0 … 2³²−1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0
    return mix(this.#state) >>> 0
  }

  /** Uniform in 0 … bound−1. */
  below(bound: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * bound)
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.next() / 0x1_0000_0000
  }
}

/** A 32-bit finaliser that changes half of all bits when one changes (the constants of "lowbias32"). */
function mix(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x7feb_352d)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x846c_a68b)
  return hash ^ (hash >>> 16)
}
