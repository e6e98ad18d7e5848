const fewest = 256
/** Business hours, in minutes since midnight. */
const opens = 8 * 60
const closes = 18 * 60

/**
 * Records of toll-free numbers: a column for each field, and an index with open addressing. A number that is released
 * keeps its place, with no destination.
 */
export class NumberTable {
  /** Record + 1 by the number's hash, or the next free place after it; 0 is free. Never more than half full. */
  index = new Int32Array(2 * fewest)
  /** All ten digits. */
  keys = new Float64Array(fewest)
  primary = new Float64Array(fewest)
  alternate = new Float64Array(fewest)
  share = new Uint8Array(fewest)
  carrier = new Uint16Array(fewest)
  calls = new Uint32Array(fewest)
  /** Records, those of released numbers included. */
  records = 0
  /** Numbers in use. */
  assigned = 0

  /** −1 where there is none. */
  find(key: number): number {
    return this.index[this.placeOf(key)]! - 1
  }

  /** The record of a number, a new one if need be. */
  enter(key: number): number {
    const known = this.find(key)
    if (known >= 0) return known
    if (this.records === this.keys.length) this.grow()
    const record = this.records++
    this.keys[record] = key
    this.index[this.placeOf(key)] = record + 1
    return record
  }

  /**
   * Counts a call, and gives the number to which it goes: by night the alternate one, where there is one; by day this takes
   * its share of each ten.
   */
  route(record: number, minute: number): number {
    const call = this.calls[record]!
    this.calls[record] = call + 1
    const isDay = minute >= opens && minute < closes
    return (!isDay || call % 10 < this.share[record]!) && this.alternate[record] !== 0
      ? this.alternate[record]!
      : this.primary[record]!
  }

  private placeOf(key: number): number {
    const last = this.index.length - 1
    let place = (Math.imul(key | 0, 0x9e37_79b1) >>> 8) & last
    for (let record = this.index[place]!; record !== 0 && this.keys[record - 1] !== key; record = this.index[place]!) {
      place = (place + 1) & last
    }
    return place
  }

  private grow(): void {
    const size = 2 * this.keys.length
    const { keys, primary, alternate, share, carrier, calls } = this
    this.keys = new Float64Array(size)
    this.keys.set(keys)
    this.primary = new Float64Array(size)
    this.primary.set(primary)
    this.alternate = new Float64Array(size)
    this.alternate.set(alternate)
    this.share = new Uint8Array(size)
    this.share.set(share)
    this.carrier = new Uint16Array(size)
    this.carrier.set(carrier)
    this.calls = new Uint32Array(size)
    this.calls.set(calls)
    this.index = new Int32Array(2 * size)
    for (let record = 0; record < this.records; record++) this.index[this.placeOf(keys[record]!)] = record + 1
  }
}
