/** A prefix of the plan; bits below the length are 0. */
interface Prefix {
  readonly prefix: number
  readonly length: number
}

/**
 * How many of 256 routes have which prefix length: about what the Internet's routing table showed when it had 100,000
 * routes. The first one stands for all that are shorter than /14.
 */
const shares: readonly (readonly [length: number, count: number])[] = [
  [13, 1],
  [14, 2],
  [15, 2],
  [16, 14],
  [17, 5],
  [18, 8],
  [19, 18],
  [20, 16],
  [21, 14],
  [22, 18],
  [23, 20],
  [24, 138],
]

const firstOctets = 223
/** Prefixes come in runs of neighbours, as when a provider splits up its block: for each length, the run as bits. */
const runBitsByLength = Uint8Array.from({ length: 33 }, (_, length) =>
  length < 16 ? 0 : length < 20 ? 2 : length < 24 ? 4 : 5,
)
const shortPrefixes = 64

/** By place among 256, in one word: prefix length, how many have it (from bit 8), the how-manieth of them it is (from 16). */
const places = Int32Array.from(
  shares.flatMap(([length, count]) => Array.from({ length: count }, (_, rank) => length | (count << 8) | (rank << 16))),
)

/** Prefix number k of the plan, for k below 1,000,000: no two are equal, and the long ones lie inside of short ones. */
export function prefixOf(k: number): Prefix {
  const round = k >>> 8
  const place = places[(k * 167) & 255]!
  const length = place & 0xff
  if (length > 13) return createPrefix(length, round * ((place >>> 8) & 0xff) + (place >>> 16))
  return round < shortPrefixes ? createPrefix(8 + (round & 3), round >>> 2) : createPrefix(13, round - shortPrefixes)
}

/** An address that route k leads to. */
export function hostIn(k: number, bits: number): number {
  const prefix = prefixOf(k)
  return prefix.prefix | (bits & hostMaskOf(prefix))
}

/** The bits that a prefix leaves to its hosts. */
export function hostMaskOf({ length }: Prefix): number {
  return 0xffff_ffff >>> length
}

/** The `index`-th prefix of a length: octets in turn, and in each the blocks in a scattered order. */
function createPrefix(length: number, index: number): Prefix {
  const runBits = runBitsByLength[length]!
  const run = index >>> runBits
  const turn = (run / firstOctets) | 0
  const octet = 1 + run - turn * firstOctets
  const blockBits = length - 8 - runBits
  const block = (Math.imul(turn, 40_503) + Math.imul(octet, 25_173) + length) & ((1 << blockBits) - 1)
  const bits = (octet << (length - 8)) | (block << runBits) | (index & ((1 << runBits) - 1))
  return { prefix: bits << (32 - length), length }
}
